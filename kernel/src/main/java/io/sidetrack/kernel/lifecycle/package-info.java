/** What starts, runs, fails, recovers and stops: the node's parts in their order. */
@NullMarked
package io.sidetrack.kernel.lifecycle;

import org.jspecify.annotations.NullMarked;
