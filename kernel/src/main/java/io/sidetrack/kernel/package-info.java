/** The composition of a node. */
@NullMarked
package io.sidetrack.kernel;

import org.jspecify.annotations.NullMarked;
