package io.sidetrack.testkit.contract;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.adapter.BrokerConnection;
import io.sidetrack.api.adapter.Confirmation;
import io.sidetrack.api.adapter.ConnectionContext;
import io.sidetrack.api.adapter.Sink;
import io.sidetrack.api.adapter.SourceRequest;
import io.sidetrack.api.adapter.StartPosition;
import io.sidetrack.testkit.Settled;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** One connection as the kernel would hold it: called on the context it was opened on, waited for with a bound. */
final class AdapterSession {
    private final BrokerUnderTest broker;
    private final Context context;
    private final BrokerConnection connection;
    private final List<ReceiverProbe> probes = new ArrayList<>();

    private final String instance;

    /** @param instance the kernel that connects */
    AdapterSession(BrokerUnderTest broker, Vertx vertx, String instance) {
        this.broker = broker;
        this.instance = instance;
        this.context = vertx.getOrCreateContext();
        ConnectionContext settings = new ConnectionContext(vertx, "contract", broker.options(), broker.patience());
        this.connection = await(() -> broker.adapter().connect(settings));
    }

    BrokerConnection connection() {
        return connection;
    }

    ReceiverProbe probe() {
        ReceiverProbe probe = new ReceiverProbe(broker.patience());
        probes.add(probe);
        return probe;
    }

    /** Opens a source that begins with the first event, and waits until something is assigned to it. */
    ReceiverProbe open(String address, String subscription) {
        return open(request(address, subscription));
    }

    /** Begins at these positions where there is no progress, and waits until something is assigned to it. */
    ReceiverProbe openAt(String address, String subscription, Map<String, Long> start) {
        return open(new SourceRequest("channel", address, subscription, instance, false, start, Map.of()));
    }

    Map<String, Long> positions(String address, StartPosition place) {
        return await(() -> connection.positions(address, place));
    }

    Map<String, Long> progress(String address, String subscription) {
        return await(() -> connection.progress(address, subscription));
    }

    ReceiverProbe open(SourceRequest request) {
        ReceiverProbe probe = open(request, probe());
        probe.awaitAssigned(1);
        return probe;
    }

    ReceiverProbe open(SourceRequest request, ReceiverProbe probe) {
        probe.opened(await(() -> connection.openSource(request, probe)));
        return probe;
    }

    Sink sink(String address) {
        return await(() -> connection.openSink(address));
    }

    /** Sends and waits until each event is confirmed. */
    void send(String address, List<CloudEvent> events) {
        Sink sink = sink(address);
        List<Confirmation> answers = Settled.value(sink.send(events), broker.patience());
        if (answers.size() != events.size() || !answers.stream().allMatch(Confirmation.Confirmed.class::isInstance)) {
            throw new AssertionError("expected " + events.size() + " confirmed events, found " + answers);
        }
        Settled.succeeded(onContext(sink::close), broker.patience());
    }

    void close(ReceiverProbe probe) {
        close(probe, probe.source()::close);
    }

    void closeForNow(ReceiverProbe probe) {
        close(probe, probe.source()::closeForNow);
    }

    private void close(ReceiverProbe probe, Supplier<Future<Void>> how) {
        Settled.succeeded(onContext(how), broker.patience());
        probe.closed();
    }

    void close() {
        Settled.succeeded(onContext(connection::close), broker.patience());
    }

    /** The rules that the adapter broke towards any of the receivers. */
    List<String> violations() {
        return probes.stream().flatMap(probe -> probe.violations().stream()).toList();
    }

    SourceRequest request(String address, String subscription) {
        return new SourceRequest("channel", address, subscription, instance, false, Map.of(), Map.of());
    }

    SourceRequest exclusive(String address, String subscription) {
        return new SourceRequest("channel", address, subscription, instance, true, Map.of(), Map.of());
    }

    SourceRequest resuming(String address, String subscription, Map<String, Long> committed) {
        return new SourceRequest("channel", address, subscription, instance, false, Map.of(), committed);
    }

    private <T> T await(Supplier<Future<T>> call) {
        return Settled.value(onContext(call), broker.patience());
    }

    <T> Future<T> onContext(Supplier<Future<T>> call) {
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
