package io.sidetrack.api.processor;

import io.vertx.core.Future;

/**
 * Turns an event and its keyed state into a {@link Result}.
 *
 * <p><b>Life.</b> Created once per subscription by the factory given to {@code Contributions.processor}; then {@link #process}
 * is called any number of times; then {@link #close} once, after the last call has ended or its deadline has passed.
 *
 * <p><b>Threading.</b> All calls come on the event loop of the subscription's shard. Never block it: a processor that must
 * block implements {@link BlockingProcessor}. The returned future may be completed on any thread.
 *
 * <p><b>Ordering.</b> With ordering {@code key} at most one call per key is under way and calls of one key follow the order of
 * receipt. Calls of different keys interleave.
 *
 * <p><b>Failure.</b> A thrown exception, a failed future, {@code null} and a future that is not completed in time all fail the
 * attempt. {@link EventRejectedException} skips the retries; everything else is retried as the subscription is configured. What
 * still fails becomes an errored event, and later events of its key wait behind it. Emits and state exist only in the returned
 * result, so a failed or late attempt has had none.
 */
@FunctionalInterface
public interface Processor {

    /** Processes one event. The result's emits, its state and the done mark take effect together or not at all. */
    Future<Result> process(Invocation call);

    /**
     * Whether calling {@link #process} twice for one event has the effect of calling it once, effects outside the result
     * included. Only then may an attempt that never ended be repeated without a person's word.
     */
    default boolean idempotent() {
        return false;
    }

    /** Releases what the processor holds. A failed future is logged, and the stop goes on. */
    default Future<Void> close() {
        return Future.succeededFuture();
    }
}
