package io.sidetrack.kernel.siding;

import io.cloudevents.CloudEvent;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * Decisions of people on errored events. Each is one compare-and-set on the errored event's version, decided by the shard of
 * its subscription (invariant I5). Thread-safe.
 */
public interface Resolutions {

    /**
     * Runs it again.
     *
     * @param expectedVersion the version the person saw
     * @param edited the event as edited, or {@code null} to run the current revision; its {@code source} and {@code id} must be
     *     those of the errored event
     * @param confirmed that an indeterminate attempt may be repeated
     * @return the version after the decision, which is durable then; fails with {@link ResolutionException}
     */
    Future<Long> resubmit(
            String erroredId,
            long expectedVersion,
            @Nullable CloudEvent edited,
            boolean confirmed,
            String by,
            String note);

    /**
     * Sends its current revision to another channel and lets its followers go: at once to an embedded channel; to a remote one as a
     * decision that is carried out like a resubmission, which fails again where the broker rejects the event.
     *
     * @return the version after the decision, which is durable then; fails with {@link ResolutionException}
     */
    Future<Long> redirect(String erroredId, long expectedVersion, String channel, String by, String note);

    /** Drops it, or with {@code wholeSiding} everything that waits behind it too; answers how many were released or dropped. */
    Future<Long> discard(String erroredId, long expectedVersion, boolean wholeSiding, String by, String note);

    /**
     * Takes a discard back: it joins the tail of its key's siding in its current revision, or runs at once where there is none.
     *
     * @param confirmed that an attempt that never ended may be repeated
     * @return what is durable then; fails with {@link ResolutionException}
     */
    Future<Restored> restore(String erroredId, long expectedVersion, boolean confirmed, String by, String note);

    /**
     * @param version after the decision
     * @param before how many events of its key stand before it
     */
    record Restored(long version, long before) {}
}
