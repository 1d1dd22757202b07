/** Broker adapters connect channels to a broker: sources with acknowledgement, sinks with confirmation. */
@NullMarked
package io.sidetrack.api.adapter;

import org.jspecify.annotations.NullMarked;
