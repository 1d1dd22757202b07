/** The engine on the real store as a node runs it, for benches of the whole. */
@NullMarked
package io.sidetrack.bench.running;

import org.jspecify.annotations.NullMarked;
