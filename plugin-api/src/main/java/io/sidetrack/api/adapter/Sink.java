package io.sidetrack.api.adapter;

import io.cloudevents.CloudEvent;
import io.vertx.core.Future;
import java.util.List;

/**
 * An open sink: sends events and answers for each exactly once.
 *
 * <p><b>Ordering.</b> Events of one key leave in the order of the calls, within a batch in its order; an adapter that cannot
 * keep that over its own retries must answer {@link Confirmation.Indeterminate} instead of retrying.
 *
 * <p><b>Threading.</b> Called from any event loop, one call at a time per sink.
 */
public interface Sink {

    /**
     * Sends a batch. The future is settled when each event has its answer: a list of the batch's size, in its order. It never
     * fails; a broken connection answers {@link Confirmation.Indeterminate} for what was under way.
     */
    Future<List<Confirmation>> send(List<CloudEvent> batch);

    /** Waits for outstanding answers, at most 10 seconds, then answers the rest as indeterminate and releases. */
    Future<Void> close();
}
