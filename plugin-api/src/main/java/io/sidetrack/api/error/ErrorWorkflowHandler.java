package io.sidetrack.api.error;

import io.vertx.core.Future;

/**
 * Decides what happens to an errored event: repair, retry later, redirect, discard, or leave.
 *
 * <p><b>Life.</b> Created once per subscription that names it in {@code on-error}; called once for each time an event fails, in
 * the order of the configuration, until one handler answers other than {@link Decision.Leave}; {@link #close} at the end.
 *
 * <p><b>Threading.</b> Called on an event loop of its plugin; never block it. The future may be completed on any thread.
 *
 * <p><b>Decide, do not act.</b> A handler returns a value and the kernel acts on it. The decision is recorded before it takes
 * effect, and it loses against a person who decided in the meantime.
 *
 * <p><b>Failure.</b> An exception, a failed future, {@code null} or no answer in time counts as {@link Decision.Leave}, with
 * that reason. An answer after the deadline and a second answer are dropped.
 */
@FunctionalInterface
public interface ErrorWorkflowHandler {

    Future<Decision> decide(ErroredEvent errored);

    /** Releases what the handler holds. */
    default Future<Void> close() {
        return Future.succeededFuture();
    }
}
