/** From a broker through a processor back to the broker: the node beside loops written by hand and beside other libraries. */
@NullMarked
package io.sidetrack.bench.brokers;

import org.jspecify.annotations.NullMarked;
