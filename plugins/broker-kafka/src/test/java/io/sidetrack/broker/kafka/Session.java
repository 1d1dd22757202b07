package io.sidetrack.broker.kafka;

import io.sidetrack.api.adapter.BrokerConnection;
import io.sidetrack.api.adapter.ConnectionContext;
import io.sidetrack.api.adapter.Sink;
import io.sidetrack.api.adapter.SourceRequest;
import io.sidetrack.api.config.Options;
import io.sidetrack.testkit.Settled;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

/** A connection as the kernel holds it: called on one context, waited for with a bound. */
final class Session implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final BrokerConnection connection;

    /** Who reads what. */
    record Reading(String topic, String group, String instance, boolean exclusive, Map<String, Long> start) {
        static Reading of(String topic, String group) {
            return new Reading(topic, group, "kernel", false, Map.of());
        }

        Reading as(String other) {
            return new Reading(topic, group, other, exclusive, start);
        }

        Reading alone() {
            return new Reading(topic, group, instance, true, start);
        }

        SourceRequest request() {
            return new SourceRequest("channel", topic, group, instance, exclusive, start, Map.of());
        }
    }

    Session() {
        this(TestKafka.shared().options());
    }

    /** Why no connection comes about. */
    static Throwable refused(Options options) {
        return refused(options, TestKafka.PATIENCE);
    }

    static Throwable refused(Options options, Duration deadline) {
        Vertx vertx = Vertx.vertx();
        try {
            ConnectionContext settings = new ConnectionContext(vertx, "test", options, deadline);
            Throwable failure = Settled.of(new KafkaAdapter().connect(settings), TestKafka.PATIENCE)
                    .failure();
            if (failure == null) {
                throw new AssertionError("expected a refusal, found a connection");
            }
            return failure;
        } finally {
            Settled.succeeded(vertx.close(), TestKafka.PATIENCE);
        }
    }

    Session(Options options) {
        ConnectionContext settings = new ConnectionContext(vertx, "test", options, TestKafka.PATIENCE);
        connection = value(() -> new KafkaAdapter().connect(settings));
    }

    BrokerConnection connection() {
        return connection;
    }

    Reader read(Reading reading) {
        return new Reader().on(this, connection, reading);
    }

    Reader read(Reader reader, Reading reading) {
        return reader.on(this, connection, reading);
    }

    Sink sink(String topic) {
        return value(() -> connection.openSink(topic));
    }

    <T> T value(Supplier<Future<T>> call) {
        return Settled.value(onContext(call), TestKafka.PATIENCE);
    }

    Throwable failure(Supplier<Future<?>> call) {
        return Settled.of(onContext(() -> call.get().mapEmpty()), TestKafka.PATIENCE)
                .failure();
    }

    @Override
    public void close() {
        Settled.succeeded(onContext(connection::close), TestKafka.PATIENCE);
        Settled.succeeded(vertx.close(), TestKafka.PATIENCE);
    }

    private <T> Future<T> onContext(Supplier<Future<T>> call) {
        Promise<T> promise = Promise.promise();
        context.runOnContext(turn -> {
            try {
                call.get().onComplete(promise);
            } catch (Throwable failure) {
                promise.fail(failure);
            }
        });
        return promise.future();
    }
}
