package io.sidetrack.testkit;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.error.Cause;
import io.sidetrack.api.error.Decision;
import io.sidetrack.api.error.ErroredEvent;
import io.sidetrack.api.event.EventBuilder;
import io.sidetrack.api.event.EventKeys;
import io.sidetrack.api.processor.EventRejectedException;
import io.vertx.core.Future;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Asks one error-workflow handler for its decisions. Not thread-safe. */
public final class HandlerKit {
    private final Function<ErroredEvent, @Nullable Future<Decision>> handler;
    private Duration deadline = Duration.ofSeconds(10);

    HandlerKit(Function<ErroredEvent, @Nullable Future<Decision>> handler) {
        this.handler = handler;
    }

    /** How long one decision may take; 10 seconds otherwise. */
    public HandlerKit within(Duration timeout) {
        this.deadline = timeout;
        return this;
    }

    public Call with(CloudEvent event) {
        return new Call(event);
    }

    public Call with(EventBuilder event) {
        return with(event.build());
    }

    /** One question, to be refined and asked. */
    public final class Call {
        private final CloudEvent event;
        private Throwable failure = new EventRejectedException("rejected by the test");
        private Cause.Kind kind = Cause.Kind.REJECTED;
        private int attempts = 1;
        private int revision;
        private int handled;

        private Call(CloudEvent event) {
            this.event = event;
        }

        /** What the last attempt failed with; an {@link EventRejectedException} otherwise. */
        public Call failedWith(Throwable cause) {
            this.failure = cause;
            this.kind = cause instanceof EventRejectedException ? Cause.Kind.REJECTED : Cause.Kind.FAILED;
            return this;
        }

        /** What sort of failure it was, where the exception does not say it. */
        public Call kind(Cause.Kind value) {
            this.kind = value;
            return this;
        }

        public Call attempts(int count) {
            this.attempts = count;
            return this;
        }

        public Call revision(int number) {
            this.revision = number;
            return this;
        }

        /** How often a handler has decided on the event before. */
        public Call handled(int times) {
            this.handled = times;
            return this;
        }

        /** Asks the handler; exceptions and {@code null} are kept as {@link Decided#failure}: the kernel takes them for 'leave'. */
        public Decided run() {
            ErroredEvent errored = errored();
            Settled<Decision> settled = Settled.of(ask(errored), deadline);
            Throwable problem = settled.failure();
            if (problem == null && settled.value() == null) {
                problem = new NullPointerException("the handler returned null; expected a Decision");
            }
            return new Decided(errored, settled.value(), problem);
        }

        private ErroredEvent errored() {
            StringWriter trace = new StringWriter();
            failure.printStackTrace(new PrintWriter(trace));
            String type = failure.getClass().getName();
            String message = failure.getMessage() == null ? type : failure.getMessage();
            Cause cause = new Cause(kind, type, message, trace.toString(), "test/" + type);
            String key = EventKeys.defaultKey(event);
            return new ErroredEvent("errored-1", "test", "test", key, event, revision, cause, attempts, handled);
        }
    }

    private Future<Decision> ask(ErroredEvent errored) {
        try {
            Future<Decision> future = handler.apply(errored);
            return future == null ? Future.succeededFuture() : future;
        } catch (Throwable failure) {
            return Future.failedFuture(failure);
        }
    }
}
