/** The configuration file: strict, with every problem at once, as records. */
@NullMarked
package io.sidetrack.kernel.config;

import org.jspecify.annotations.NullMarked;
