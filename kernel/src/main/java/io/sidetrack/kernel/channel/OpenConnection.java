package io.sidetrack.kernel.channel;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.adapter.BrokerConnection;
import io.sidetrack.api.adapter.Confirmation;
import io.sidetrack.api.adapter.Source;
import io.sidetrack.api.adapter.SourceRequest;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A connection to a remote broker from its opening to its end, with the sources and sinks that stand on it. Thread-safe.
 */
final class OpenConnection {
    private final HostedAdapter host;
    private final BrokerConnection connection;
    private final BoundedCalls calls;
    private final TopologySettings settings;
    private final Set<RemoteSource> sources = ConcurrentHashMap.newKeySet();
    private final Map<String, SinkLine> lines = new ConcurrentHashMap<>();
    private final Promise<Void> gone = Promise.promise();

    OpenConnection(HostedAdapter host, BrokerConnection connection, BoundedCalls calls, TopologySettings settings) {
        this.host = host;
        this.connection = connection;
        this.calls = calls;
        this.settings = settings;
    }

    HostedAdapter host() {
        return host;
    }

    /** Fails when the connection ends by itself, however the adapter says so. Asked once. */
    Future<Void> ended() {
        Promise<Void> promise = Promise.promise();
        boolean asked = BoundedCalls.run(
                host.loop(),
                () -> BoundedCalls.settle(connection::closed)
                        .onComplete(done -> promise.tryFail("the connection was closed"), promise::tryFail));
        if (!asked) {
            promise.tryFail("the plugin of the adapter is gone");
        }
        return promise.future();
    }

    /** Answers on the kernel's context; fails at once where the connection goes meanwhile. */
    Future<RemoteSource> openSource(SourceRequest request, RelayReceiver relay) {
        return call(
                        "opening a source of channel " + request.channel(),
                        () -> connection.openSource(request, relay),
                        Source::close)
                .compose(source -> opened(source, relay));
    }

    /** Likewise. */
    <T> Future<T> ask(String what, Function<BrokerConnection, Future<T>> question) {
        return call(what, () -> question.apply(connection), late -> {});
    }

    private <T> Future<T> call(String what, Supplier<Future<T>> call, Consumer<T> late) {
        Promise<T> promise = Promise.promise();
        gone.future().onFailure(promise::tryFail);
        calls.call(host.loop(), settings.open(), what, call, late).onComplete(answer -> {
            if (answer.failed()) {
                promise.tryFail(answer.cause());
            } else if (!promise.tryComplete(answer.result())) {
                BoundedCalls.run(host.loop(), () -> late.accept(answer.result()));
            }
        });
        return promise.future();
    }

    private Future<RemoteSource> opened(Source source, RelayReceiver relay) {
        RemoteSource open = new RemoteSource(source, relay, calls, settings.close(), sources::remove);
        sources.add(open);
        Throwable failure = relay.opened();
        return failure == null
                ? Future.succeededFuture(open)
                : open.close().compose(closed -> Future.failedFuture(failure));
    }

    Future<List<Confirmation>> send(String address, List<CloudEvent> batch) {
        return lines.computeIfAbsent(address, key -> new SinkLine(connection, host, calls, settings, key))
                .send(batch);
    }

    /** It is gone: its sources have failed, and nobody knows what became of the batches under way. */
    void breakOff(Throwable cause) {
        gone.tryFail(cause);
        List.copyOf(sources).forEach(source -> source.breakOff(cause));
        sources.clear();
        lines.values().forEach(line -> line.breakOff(host.secrets().reason(cause)));
    }

    /** Closes sources, then sinks, then the connection, each within its deadline. Always succeeds. */
    Future<Void> close() {
        return all(sources.stream().map(RemoteSource::close).toList())
                .compose(
                        done -> all(lines.values().stream().map(SinkLine::close).toList()))
                .compose(done -> all(List.of(calls.call(
                        host.loop(), settings.close(), "closing the connection", connection::close, ignored -> {}))));
    }

    private static Future<Void> all(List<Future<Void>> ends) {
        return Future.join(new ArrayList<>(ends)).<Void>mapEmpty().otherwiseEmpty();
    }
}
