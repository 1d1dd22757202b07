/** Orders for the trading sample: generated from a seed, damaged on purpose, with the result that must come out in the end. */
@NullMarked
package io.sidetrack.testkit.orders;

import org.jspecify.annotations.NullMarked;
