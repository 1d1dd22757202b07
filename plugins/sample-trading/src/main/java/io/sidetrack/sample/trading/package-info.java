/** The trading sample: trades booked into positions, and the errors a trade can have. */
@NullMarked
package io.sidetrack.sample.trading;

import org.jspecify.annotations.NullMarked;
