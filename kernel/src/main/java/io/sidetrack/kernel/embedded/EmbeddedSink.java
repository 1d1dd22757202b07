package io.sidetrack.kernel.embedded;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.adapter.Confirmation;
import io.sidetrack.api.adapter.Sink;
import io.sidetrack.api.event.InvalidEventException;
import io.sidetrack.kernel.store.ChannelException;
import io.sidetrack.kernel.store.ChannelStore;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Appends to one embedded channel. A batch is appended whole or not at all, so all its events get the same answer: confirmed
 * (durable), rejected (the channel refuses one of them) or indeterminate (storage failed). The emits of a processor do not come
 * this way: they are committed together with its state. Thread-safe.
 */
final class EmbeddedSink implements Sink {
    private static final long CLOSE_SECONDS = 10;

    private final ChannelStore store;
    private final String address;
    private final Consumer<EmbeddedSink> released;
    private final Set<Promise<Confirmation>> underWay = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    EmbeddedSink(ChannelStore store, String address, Consumer<EmbeddedSink> released) {
        this.store = store;
        this.address = address;
        this.released = released;
    }

    @Override
    public Future<List<Confirmation>> send(List<CloudEvent> batch) {
        int size = batch.size();
        if (closed) {
            return Future.succeededFuture(
                    Collections.nCopies(size, new Confirmation.Indeterminate("the sink is closed")));
        }
        if (size == 0) {
            return Future.succeededFuture(List.of());
        }
        Promise<Confirmation> promise = Promise.promise();
        underWay.add(promise);
        store.append(address, batch).onComplete(answer -> {
            underWay.remove(promise);
            promise.tryComplete(answer.succeeded() ? Confirmation.CONFIRMED : refusal(answer.cause()));
        });
        return CallerContext.current()
                .bring(promise.future().map(confirmation -> Collections.nCopies(size, confirmation)));
    }

    @Override
    public Future<Void> close() {
        closed = true;
        released.accept(this);
        List<Future<Confirmation>> answers =
                underWay.stream().map(Promise::future).toList();
        return CallerContext.current()
                .bring(Future.join(answers)
                        .timeout(CLOSE_SECONDS, TimeUnit.SECONDS)
                        .otherwise(outOfTime -> {
                            underWay.forEach(promise -> promise.tryComplete(
                                    new Confirmation.Indeterminate("the sink was closed before an answer came")));
                            return null;
                        })
                        .mapEmpty());
    }

    private static Confirmation refusal(Throwable cause) {
        String reason = String.valueOf(cause.getMessage());
        return cause instanceof ChannelException || cause instanceof InvalidEventException
                ? new Confirmation.Rejected(reason)
                : new Confirmation.Indeterminate(reason);
    }
}
