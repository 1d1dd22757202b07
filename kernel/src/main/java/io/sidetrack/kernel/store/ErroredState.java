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
 * @param redirectTo the remote channel that it is to be sent to in place of being run, else {@code null}
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
        long dueMillis,
        @Nullable String redirectTo) {

    /** One that is not on its way to a remote channel. */
    public ErroredState(
            String id,
            Status status,
            long version,
            int revision,
            int attempts,
            int handled,
            Cause cause,
            @Nullable String movedToLane,
            long dueMillis) {
        this(id, status, version, revision, attempts, handled, cause, movedToLane, dueMillis, null);
    }
}
