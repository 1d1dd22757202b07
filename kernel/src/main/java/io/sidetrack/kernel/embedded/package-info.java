/** The default broker: channels of the store behind the same adapter SPI as every other broker. */
@NullMarked
package io.sidetrack.kernel.embedded;

import org.jspecify.annotations.NullMarked;
