/** The engine: a deterministic state machine per shard over ports; lanes, attempts, sidings, acknowledgement. */
@NullMarked
package io.sidetrack.kernel.dispatch;

import org.jspecify.annotations.NullMarked;
