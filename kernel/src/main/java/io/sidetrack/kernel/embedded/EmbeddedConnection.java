package io.sidetrack.kernel.embedded;

import io.sidetrack.api.adapter.BrokerConnection;
import io.sidetrack.api.adapter.Receiver;
import io.sidetrack.api.adapter.Sink;
import io.sidetrack.api.adapter.Source;
import io.sidetrack.api.adapter.SourceRequest;
import io.sidetrack.api.adapter.StartPosition;
import io.sidetrack.kernel.store.ChannelStore;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A connection to the store within the process. It never ends by itself: a failing store fails its sources one by one, and the
 * kernel opens them again after the store was reopened. Thread-safe.
 */
final class EmbeddedConnection implements BrokerConnection {
    private final Vertx vertx;
    private final ChannelStore store;
    private final AtomicLong epochs;
    private final Set<EmbeddedSource> sources = ConcurrentHashMap.newKeySet();
    private final Set<EmbeddedSink> sinks = ConcurrentHashMap.newKeySet();
    private final Promise<Void> closed = Promise.promise();

    EmbeddedConnection(Vertx vertx, ChannelStore store, AtomicLong epochs) {
        this.vertx = vertx;
        this.store = store;
        this.epochs = epochs;
    }

    /** Deliveries come on the caller's context; where it has none, on a new one of the connection's Vert.x. */
    @Override
    public Future<Source> openSource(SourceRequest request, Receiver receiver) {
        Context current = Vertx.currentContext();
        Context context = current != null ? current : vertx.getOrCreateContext();
        EmbeddedSource source =
                new EmbeddedSource(store, context, request, receiver, epochs.incrementAndGet(), sources::remove);
        sources.add(source);
        return closed.future().isComplete() ? source.close().compose(ignored -> gone()) : source.open();
    }

    @Override
    public Future<Sink> openSink(String address) {
        if (closed.future().isComplete()) {
            return gone();
        }
        return CallerContext.current().bring(store.info(address).compose(ignored -> {
            EmbeddedSink sink = new EmbeddedSink(store, address, sinks::remove);
            sinks.add(sink);
            return closed.future().isComplete() ? sink.close().compose(done -> gone()) : Future.succeededFuture(sink);
        }));
    }

    @Override
    public Future<Map<String, Long>> positions(String address, StartPosition place) {
        Future<Long> position = place instanceof StartPosition.Time from
                ? store.positionAt(address, from.time())
                : store.info(address).map(log -> place instanceof StartPosition.Latest ? log.last() + 1 : log.first());
        return CallerContext.current().bring(position.map(found -> Map.of(address, found)));
    }

    @Override
    public Future<Void> closed() {
        return closed.future();
    }

    @Override
    public Future<Void> close() {
        closed.tryComplete();
        List<Future<Void>> ends = new ArrayList<>();
        sources.forEach(source -> ends.add(source.close()));
        sinks.forEach(sink -> ends.add(sink.close()));
        return CallerContext.current().bring(Future.join(ends).mapEmpty());
    }

    private static <T> Future<T> gone() {
        return Future.failedFuture(new IllegalStateException("the connection to the embedded broker is closed"));
    }
}
