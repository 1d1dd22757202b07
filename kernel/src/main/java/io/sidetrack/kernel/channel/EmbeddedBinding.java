package io.sidetrack.kernel.channel;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.adapter.BrokerConnection;
import io.sidetrack.api.adapter.Capabilities;
import io.sidetrack.api.adapter.Confirmation;
import io.sidetrack.api.adapter.Receiver;
import io.sidetrack.api.adapter.Sink;
import io.sidetrack.api.adapter.Source;
import io.sidetrack.api.adapter.SourceRequest;
import io.sidetrack.api.adapter.StartPosition;
import io.sidetrack.kernel.channel.Topology.ChannelState;
import io.sidetrack.kernel.channel.Topology.Published;
import io.sidetrack.kernel.store.ChannelStore;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A channel of the store. Publishing goes to the store itself, which knows positions and duplicates. */
final class EmbeddedBinding implements ChannelBinding {
    private final String name;
    private final BrokerConnection connection;
    private final Capabilities capabilities;
    private final ChannelStore store;
    private final BoundedCalls calls;
    private final Duration deadline;
    private @Nullable Future<Sink> sink;

    EmbeddedBinding(
            String name,
            BrokerConnection connection,
            Capabilities capabilities,
            ChannelStore store,
            BoundedCalls calls,
            Duration deadline) {
        this.name = name;
        this.connection = connection;
        this.capabilities = capabilities;
        this.store = store;
        this.calls = calls;
        this.deadline = deadline;
    }

    @Override
    public boolean isEmbedded() {
        return true;
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    @Override
    public String reason(Throwable cause) {
        return Secrets.NONE.reason(cause);
    }

    @Override
    public Future<Source> openSource(Reading reading, Receiver receiver) {
        return connection.openSource(
                new SourceRequest(
                        name, name, reading.subscription(), "embedded", false, reading.start(), reading.committed()),
                receiver);
    }

    @Override
    public Future<Map<String, Long>> positions(StartPosition place) {
        return connection.positions(name, place);
    }

    @Override
    public Future<Map<String, Long>> progress(String subscription) {
        return connection.progress(name, subscription);
    }

    @Override
    public Future<List<Confirmation>> send(List<CloudEvent> batch) {
        return sink().compose(open -> open.send(batch))
                .otherwise(cause -> Sending.doubts(batch.size(), String.valueOf(cause.getMessage())));
    }

    /** Opened by the first batch, and again where that failed; closed with the connection. */
    private synchronized Future<Sink> sink() {
        if (sink == null || sink.failed()) {
            sink = connection.openSink(name);
        }
        return sink;
    }

    @Override
    public Future<List<Published>> publish(List<CloudEvent> batch) {
        Promise<List<Published>> promise = Promise.promise();
        Runnable disarm = calls.arm(
                deadline,
                () -> promise.tryComplete(
                        Sending.doubts(batch.size(), "storage did not answer within " + deadline.toMillis() + " ms")
                                .stream()
                                .map(doubt -> new Published(doubt, -1, false))
                                .toList()));
        store.append(name, batch).onComplete(answer -> {
            disarm.run();
            if (answer.failed()) {
                promise.tryFail(answer.cause());
            } else {
                promise.tryComplete(answer.result().stream()
                        .map(each -> new Published(Confirmation.CONFIRMED, each.position(), each.duplicate()))
                        .toList());
            }
        });
        return promise.future();
    }

    @Override
    public ChannelState state() {
        return new ChannelState(name, "embedded", name, true, "up", "");
    }
}
