package io.sidetrack.broker.rabbitmq;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.adapter.BrokerConnection;
import io.sidetrack.api.adapter.Confirmation;
import io.sidetrack.api.adapter.ConnectionContext;
import io.sidetrack.api.adapter.Sink;
import io.sidetrack.api.adapter.SourceRequest;
import io.sidetrack.api.config.Options;
import io.sidetrack.api.event.EventBuilder;
import io.sidetrack.testkit.Settled;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** One connection of the adapter, as the kernel would hold it. */
final class Session implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final BrokerConnection connection;

    private Session(Options options) {
        try {
            this.connection = await(() -> connect(vertx, options));
        } catch (AssertionError e) {
            Settled.succeeded(vertx.close(), PATIENCE);
            throw e;
        }
    }

    static Session of(TestBroker broker) {
        return new Session(broker.options());
    }

    /** Why there is no connection. */
    static Throwable notConnected(TestBroker broker) {
        Vertx vertx = Vertx.vertx();
        try {
            return Settled.of(connect(vertx, broker.options()), PATIENCE).failure();
        } finally {
            Settled.succeeded(vertx.close(), PATIENCE);
        }
    }

    private static Future<BrokerConnection> connect(Vertx vertx, Options options) {
        Set<RabbitConnection> open = ConcurrentHashMap.newKeySet();
        return new RabbitAdapter(open).connect(new ConnectionContext(vertx, "main", options, Duration.ofSeconds(10)));
    }

    BrokerConnection connection() {
        return connection;
    }

    Received read(String address) {
        return read(address, false);
    }

    Received read(String address, boolean exclusive) {
        Received received = new Received();
        received.source = await(() -> openSource(address, exclusive, received));
        return received;
    }

    Throwable refusal(String address, boolean exclusive) {
        return Settled.of(onContext(() -> openSource(address, exclusive, new Received())), PATIENCE)
                .failure();
    }

    Throwable sinkRefusal(String address) {
        return Settled.of(onContext(() -> connection.openSink(address)), PATIENCE)
                .failure();
    }

    private Future<io.sidetrack.api.adapter.Source> openSource(String address, boolean exclusive, Received received) {
        return connection.openSource(
                new SourceRequest("channel", address, "subscription", "kernel", exclusive, Map.of(), Map.of()),
                received);
    }

    Sink sink(String address) {
        return await(() -> connection.openSink(address));
    }

    List<Confirmation> send(Sink sink, CloudEvent... events) {
        return Settled.value(sink.send(List.of(events)), PATIENCE);
    }

    <T> T await(Supplier<Future<T>> call) {
        return Settled.value(onContext(call), PATIENCE);
    }

    void done(Supplier<Future<Void>> call) {
        Settled.succeeded(onContext(call), PATIENCE);
    }

    <T> Future<T> onContext(Supplier<Future<T>> call) {
        Promise<T> promise = Promise.promise();
        context.runOnContext(turn -> call.get().onComplete(promise));
        return promise.future();
    }

    @Override
    public void close() {
        done(connection::close);
        Settled.succeeded(vertx.close(), PATIENCE);
    }

    static CloudEvent event(String id) {
        return EventBuilder.event()
                .id(id)
                .source("/test")
                .type("test")
                .partitionKey("k")
                .data(new JsonObject().put("id", id))
                .build();
    }

    static CloudEvent[] events(int from, int to) {
        List<CloudEvent> events = new ArrayList<>();
        for (int i = from; i < to; i++) {
            events.add(event("e-" + i));
        }
        return events.toArray(new CloudEvent[0]);
    }
}
