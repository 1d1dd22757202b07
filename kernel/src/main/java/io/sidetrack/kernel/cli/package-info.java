/** The command line. */
@NullMarked
package io.sidetrack.kernel.cli;

import org.jspecify.annotations.NullMarked;
