package io.sidetrack.kernel.store;

import io.cloudevents.CloudEvent;
import org.jspecify.annotations.Nullable;

/** A decision on an errored event, of a handler or a person. */
public sealed interface Verdict {

    /**
     * Run it again: {@code DECIDED}. Where {@code edited} changes the ordering key to {@code movedToLane}: {@code MOVING}.
     *
     * @param edited the next revision, or {@code null} to run the current one
     * @param movedToLane the new lane where the edit changes the key, else {@code null}
     * @param movedToKey the new key that goes with {@code movedToLane}
     * @param confirmed whether a person has confirmed that an indeterminate attempt may be repeated
     */
    record Resubmit(
            @Nullable CloudEvent edited,
            @Nullable String movedToLane,
            @Nullable String movedToKey,
            boolean confirmed) implements Verdict {}

    /** Drop it; with {@code wholeSiding} drop everything that waits behind it too (only a head). */
    record Discard(boolean wholeSiding) implements Verdict {}

    /**
     * Take a discard back: it joins the tail of {@code lane}, behind what stands on the siding there or as the first of a new one, and
     * is {@code DECIDED} there. Only of one that is {@code DISCARDED}.
     *
     * @param received its current revision
     * @param lane where it belongs now; {@code null} until the shard, which alone knows its lanes, has said so
     * @param key the key that goes with {@code lane}
     * @param confirmed as in {@link Resubmit}, where its last attempt never ended
     */
    record Restore(
            Received received,
            @Nullable String lane,
            @Nullable String key,
            boolean confirmed) implements Verdict {}

    /**
     * Send the current revision to another channel, and let its followers go. Into an embedded channel it is appended at once; for a
     * remote one it becomes {@code DECIDED} first, is sent where else it would run, and is settled once the broker has
     * confirmed it.
     */
    record Redirect(String channel, boolean remote) implements Verdict {

        /** To an embedded channel. */
        public Redirect(String channel) {
            this(channel, false);
        }
    }

    /** Run it again at {@code dueMillis} by the wall clock. Not of an indeterminate one, nor are those below: a person confirms. */
    record RetryLater(long dueMillis) implements Verdict {}

    /** It failed in a broad failure, as is known now: {@code OUTAGE}, until the circuit closes. */
    record Outage() implements Verdict {}

    /** No handler wants it: {@code OPEN}. */
    record Leave() implements Verdict {}
}
