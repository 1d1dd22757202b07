/** Errored events as people and handlers resolve them. */
@NullMarked
package io.sidetrack.kernel.siding;

import org.jspecify.annotations.NullMarked;
