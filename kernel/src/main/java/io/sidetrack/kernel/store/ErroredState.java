package io.sidetrack.kernel.store;

import io.sidetrack.api.error.Cause;
import org.jspecify.annotations.Nullable;

/**
 * What the engine must know of an errored event.
 *
 * @param attempts failed attempts so far
 * @param handled how many handler decisions so far
 * @param movedToLane where it is going while {@code MOVING}, else {@code null}
 * @param dueMillis when it is due while {@code RETRYING}, else 0
 */
public record ErroredState(
        String id,
        Status status,
        long version,
        int revision,
        int attempts,
        int handled,
        Cause cause,
        @Nullable String movedToLane,
        long dueMillis) {}
