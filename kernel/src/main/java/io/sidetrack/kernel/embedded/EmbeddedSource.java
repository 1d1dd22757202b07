package io.sidetrack.kernel.embedded;

import io.sidetrack.api.adapter.Assignment;
import io.sidetrack.api.adapter.Delivery;
import io.sidetrack.api.adapter.Receiver;
import io.sidetrack.api.adapter.Source;
import io.sidetrack.api.adapter.SourceRequest;
import io.sidetrack.kernel.store.ChannelStore;
import io.sidetrack.kernel.store.ChannelStore.ChannelEvent;
import io.sidetrack.kernel.store.ChannelStore.ChannelInfo;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads one embedded channel for one subscription.
 *
 * <p><b>Life.</b> Opened behind the watermark that the request carries; assigned its only partition under an epoch of its own;
 * delivers on demand until it is closed or a read fails. Both are final: a failed source tells {@link Receiver#failed} once,
 * delivers nothing more and needs no close.
 *
 * <p><b>Reading.</b> Two pages at most are in memory: the one that is being delivered and, while there is demand, the one
 * behind it. At the end of the channel it waits for {@link ChannelStore#onAppend} and does not poll.
 *
 * <p><b>Threading.</b> Everything happens on the context it was opened on; calls from elsewhere hop there. {@link #open} is
 * called once.
 */
final class EmbeddedSource implements Source {
    /** Pages that the store has at hand are taken at once; after so many the loop's other work has its turn. */
    private static final int MOST_READS_AT_ONCE = 4;

    private final ChannelStore store;
    private final Context context;
    private final SourceRequest request;
    private final Receiver receiver;
    private final Assignment assignment;
    private final Consumer<EmbeddedSource> released;
    private final Tail tail = new Tail(this::wake);
    private final PageSize pageSize = new PageSize();

    private Runnable unlisten = () -> {};
    private volatile boolean closed;
    private boolean assigned;
    private boolean pumping;
    private boolean reading;
    private int readsAtOnce;
    private long demand;

    private List<ChannelEvent> page = List.of();
    private int delivered;
    private @Nullable List<ChannelEvent> ahead;
    /** Everything up to here was read, or is known not to be there. */
    private long readTo;

    EmbeddedSource(
            ChannelStore store,
            Context context,
            SourceRequest request,
            Receiver receiver,
            long epoch,
            Consumer<EmbeddedSource> released) {
        this.store = store;
        this.context = context;
        this.request = request;
        this.receiver = receiver;
        this.assignment = new Assignment(request.address(), epoch);
        this.released = released;
    }

    /** Succeeds on the context, before the partition is assigned. */
    Future<Source> open() {
        Promise<Source> promise = Promise.promise();
        // listens before it asks how far the channel reaches: an append between the two is in one answer or the other
        unlisten = store.onAppend(request.address(), tail);
        store.info(request.address())
                .onComplete(answer -> onContext(() -> {
                    if (answer.failed()) {
                        release();
                        promise.fail(answer.cause());
                    } else if (closed) {
                        promise.fail(new IllegalStateException(
                                "the source of channel " + request.channel() + " was closed while it was opened"));
                    } else {
                        begin(answer.result());
                        promise.complete(this);
                        assign();
                    }
                }));
        return promise.future();
    }

    private void begin(ChannelInfo info) {
        tail.accept(info.last());
        Long committed = request.committed().get(assignment.partition());
        if (committed != null) {
            readTo = committed;
        } else {
            readTo = Math.min(request.start().getOrDefault(assignment.partition(), 1L) - 1, info.last());
        }
    }

    private void assign() {
        if (closed) {
            return;
        }
        Future<Void> ready;
        try {
            ready = receiver.assigned(List.of(assignment));
        } catch (RuntimeException e) {
            ready = Future.failedFuture(e);
        }
        ready.onComplete(answer -> onContext(() -> {
            if (answer.failed()) {
                fail(answer.cause());
            } else {
                assigned = true;
                pump();
            }
        }));
    }

    @Override
    public void request(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("requested " + count + " deliveries; expected 0 or more");
        }
        onContext(() -> {
            demand = Math.min(demand + count, Long.MAX_VALUE - Integer.MAX_VALUE);
            pump();
        });
    }

    /** Does nothing: progress is a row of the store and is committed together with the effects. */
    @Override
    public void settle(Assignment settled, long position) {}

    @Override
    public Future<Void> close() {
        closed = true;
        Promise<Void> promise = Promise.promise();
        onContext(() -> {
            release();
            promise.complete();
        });
        return promise.future();
    }

    private void wake() {
        context.runOnContext(ignored -> pump());
    }

    /** Delivers what is asked for and there, and keeps one page read ahead while more is asked for. */
    private void pump() {
        if (pumping || !assigned) {
            return;
        }
        pumping = true; // a receiver that requests from within a delivery is served by the loop below
        readsAtOnce = 0;
        try {
            while (!closed && demand > 0) {
                if (delivered == page.size() && ahead != null) {
                    page = ahead;
                    delivered = 0;
                    ahead = null;
                }
                readAhead();
                if (delivered < page.size()) {
                    deliver();
                } else if (ahead == null) {
                    return;
                }
            }
        } finally {
            pumping = false;
        }
    }

    private void deliver() {
        int count = (int) Math.min(demand, page.size() - delivered);
        List<Delivery> batch = new ArrayList<>(count);
        for (int i = delivered; i < delivered + count; i++) {
            ChannelEvent event = page.get(i);
            batch.add(Delivery.of(assignment, event.position(), event.event()));
        }
        delivered += count;
        demand -= count;
        if (delivered == page.size()) {
            page = List.of();
            delivered = 0;
        }
        try {
            receiver.received(batch);
        } catch (RuntimeException e) {
            fail(e); // what it was given is lost to it: only a new source, from the watermark, brings it again
        }
    }

    private void readAhead() {
        while (!closed && !reading && ahead == null && tail.reachesBeyond(readTo)) {
            read();
        }
    }

    private void read() {
        reading = true;
        long known = tail.last();
        Future<List<ChannelEvent>> read = store.read(request.address(), readTo + 1, pageSize.events());
        if (read.isComplete() && readsAtOnce++ < MOST_READS_AT_ONCE) {
            answered(read, known);
        } else {
            read.onComplete(answer -> context.runOnContext(ignored -> {
                answered(answer, known);
                pump();
            }));
        }
    }

    /** @param known how far the channel was known to reach when the page was asked for */
    private void answered(AsyncResult<List<ChannelEvent>> answer, long known) {
        reading = false;
        if (closed) {
            return;
        }
        if (answer.failed()) {
            fail(answer.cause());
            return;
        }
        List<ChannelEvent> next = answer.result();
        if (next.isEmpty()) {
            // what was known to be durable was visible to the read: up to there nothing is left
            readTo = Math.max(readTo, known);
        } else {
            readTo = next.get(next.size() - 1).position();
            ahead = next;
            pageSize.learn(next);
        }
    }

    private void fail(Throwable cause) {
        if (!closed) {
            closed = true;
            release();
            receiver.failed(cause);
        }
    }

    private void release() {
        closed = true;
        unlisten.run();
        unlisten = () -> {};
        page = List.of();
        delivered = 0;
        ahead = null;
        released.accept(this);
    }

    private void onContext(Runnable task) {
        if (Vertx.currentContext() == context) {
            task.run();
        } else {
            context.runOnContext(ignored -> task.run());
        }
    }
}
