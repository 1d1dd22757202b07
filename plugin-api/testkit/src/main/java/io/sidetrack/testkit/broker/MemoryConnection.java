package io.sidetrack.testkit.broker;

import io.sidetrack.api.adapter.BrokerConnection;
import io.sidetrack.api.adapter.Receiver;
import io.sidetrack.api.adapter.Sink;
import io.sidetrack.api.adapter.Source;
import io.sidetrack.api.adapter.SourceRequest;
import io.sidetrack.api.adapter.StartPosition;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** A connection to a broker in memory. Its sources are called back on its context. */
final class MemoryConnection implements BrokerConnection {
    private final Link broker;
    private final Vertx vertx;
    private final Context context;
    private final List<MemorySource> sources = new ArrayList<>();
    private final List<MemorySink> sinks = new ArrayList<>();
    private final Promise<Void> closed = Promise.promise();
    private boolean open = true;

    /** What the broker does for its connections. Thread-safe. */
    interface Link {
        Future<? extends MemorySource> open(SourceRequest request, Receiver receiver, Vertx vertx, Context context);

        /** Throws {@link IllegalArgumentException} where there is no such address. */
        MemorySink.Address address(String address);

        /** Likewise; throws {@link UnsupportedOperationException} for a queue. */
        default Map<String, Long> positions(String address, StartPosition place) {
            throw new UnsupportedOperationException(address + " is a queue: it has no positions");
        }

        /** Likewise. */
        default Map<String, Long> progress(String address, String subscription) {
            throw new UnsupportedOperationException(address + " is a queue: it keeps no progress");
        }

        void gone(MemoryConnection connection);
    }

    MemoryConnection(Link broker, Vertx vertx) {
        this.broker = broker;
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
    }

    @Override
    public synchronized Future<Source> openSource(SourceRequest request, Receiver receiver) {
        if (!open) {
            return Future.failedFuture("the connection is closed; expected an open one");
        }
        return broker.open(request, receiver, vertx, context).map(source -> {
            remember(source);
            return source;
        });
    }

    @Override
    public Future<Sink> openSink(String address) {
        return answer(() -> {
            MemorySink sink = new MemorySink(broker.address(address), context);
            sinks.add(sink);
            return sink;
        });
    }

    @Override
    public Future<Map<String, Long>> positions(String address, StartPosition place) {
        return answer(() -> broker.positions(address, place));
    }

    @Override
    public Future<Map<String, Long>> progress(String address, String subscription) {
        return answer(() -> broker.progress(address, subscription));
    }

    private synchronized <T> Future<T> answer(Supplier<T> question) {
        if (!open) {
            return Future.failedFuture("the connection is closed; expected an open one");
        }
        try {
            return Future.succeededFuture(question.get());
        } catch (IllegalArgumentException | UnsupportedOperationException e) {
            return Future.failedFuture(e);
        }
    }

    @Override
    public Future<Void> closed() {
        return closed.future();
    }

    @Override
    public Future<Void> close() {
        broker.gone(this);
        List<Future<?>> closing = new ArrayList<>();
        synchronized (this) {
            open = false;
            sources.forEach(source -> closing.add(source.close()));
            sinks.forEach(sink -> closing.add(sink.close()));
        }
        return Future.join(closing).<Void>mapEmpty().andThen(done -> closed.tryComplete());
    }

    /** Breaks it as a network does: nothing under way is answered any more. */
    synchronized Future<Void> cut(String reason) {
        broker.gone(this);
        open = false;
        List<Future<?>> cutting = new ArrayList<>();
        sinks.forEach(sink -> cutting.add(sink.cut(reason)));
        sources.forEach(source -> cutting.add(source.cut(new IllegalStateException(reason))));
        return Future.join(cutting)
                .<Void>mapEmpty()
                .onComplete(done -> closed.tryFail(new IllegalStateException(reason)));
    }

    private synchronized void remember(MemorySource source) {
        sources.add(source);
        if (!open) {
            source.cut(new IllegalStateException("the connection is closed"));
        }
    }
}
