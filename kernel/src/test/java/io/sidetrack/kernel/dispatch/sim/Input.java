package io.sidetrack.kernel.dispatch.sim;

import org.jspecify.annotations.Nullable;

/** Something that happens to the world from outside, at its moment. A scenario is a list of them, and shrinks by leaving some out. */
sealed interface Input {
    long atMillis();

    /**
     * Somebody sends an event.
     *
     * @param partition of a log; 0 elsewhere
     * @param gap how many positions are left out before it
     * @param undecodable whether it arrives as bytes that are no event
     */
    record Publish(
            long atMillis,
            String channel,
            int partition,
            String id,
            @Nullable String key,
            Script script,
            int gap,
            boolean undecodable)
            implements Input {}

    /** A fault strikes; {@code salt} chooses its details. */
    record Strike(long atMillis, Fault fault, int salt) implements Input {}

    /** From now on, the process dies when it comes to the point with an event of such a source, {@code skips} times later. */
    record CrashAt(long atMillis, CrashPoint point, CrashPoint.Column column, int skips) implements Input {}

    /** A person decides on some errored event; {@code salt} chooses which, and how. */
    record Person(long atMillis, Action action, int salt) implements Input {}

    enum Action {
        RESUBMIT,
        EDIT,
        EDIT_KEY,
        REDIRECT,
        DISCARD,
        DISCARD_SIDING,
        RESTORE
    }
}
