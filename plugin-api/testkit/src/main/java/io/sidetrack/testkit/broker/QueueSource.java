package io.sidetrack.testkit.broker;

import io.sidetrack.api.adapter.Assignment;
import io.sidetrack.api.adapter.Delivery;
import io.sidetrack.api.adapter.Receiver;
import io.sidetrack.api.adapter.SourceRequest;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A source of a queue. Fields are guarded by the broker's lock; the receiver is called on the context and never under it. */
final class QueueSource implements MemorySource {
    private final MemoryQueueBroker broker;
    private final MemoryQueueBroker.Queue queue;
    private final Assignment assignment;
    private final SourceRequest request;
    private final Receiver receiver;
    private final Context context;
    private final TreeMap<Long, MemoryQueueBroker.Ready> unsettled = new TreeMap<>();
    private long delivered;
    private int demand;
    private boolean assigned;
    private boolean ended;

    QueueSource(
            MemoryQueueBroker broker,
            MemoryQueueBroker.Queue queue,
            Assignment assignment,
            SourceRequest request,
            Receiver receiver,
            Context context) {
        this.broker = broker;
        this.queue = queue;
        this.assignment = assignment;
        this.request = request;
        this.receiver = receiver;
        this.context = context;
    }

    @Override
    public SourceRequest asked() {
        return request;
    }

    @Override
    public Future<Long> lag() {
        synchronized (broker.lock) {
            return Future.succeededFuture((long) queue.ready.size() + unsettled.size());
        }
    }

    void start() {
        context.runOnContext(turn -> receiver.assigned(List.of(assignment)).onSuccess(taken -> {
            synchronized (broker.lock) {
                assigned = true;
            }
            wake();
        }));
    }

    void wake() {
        context.runOnContext(turn -> deliver());
    }

    int unsettled() {
        synchronized (broker.lock) {
            return unsettled.size();
        }
    }

    @Override
    public void request(int count) {
        synchronized (broker.lock) {
            demand += count;
        }
        wake();
    }

    @Override
    public void settle(Assignment under, long position) {
        synchronized (broker.lock) {
            if (under.equals(assignment)) {
                unsettled.remove(position);
            }
        }
    }

    @Override
    public void settleUpTo(Assignment under, long position) {
        synchronized (broker.lock) {
            if (under.equals(assignment)) {
                unsettled.headMap(position, true).clear();
            }
        }
    }

    @Override
    public Future<Void> close() {
        Promise<Void> closed = Promise.promise();
        context.runOnContext(turn -> {
            end();
            closed.complete();
        });
        return closed.future();
    }

    @Override
    public Future<Void> cut(Throwable cause) {
        Promise<Void> cut = Promise.promise();
        context.runOnContext(turn -> {
            if (end()) {
                receiver.lost(List.of(assignment));
                receiver.failed(cause);
            }
            cut.complete();
        });
        return cut.future();
    }

    private void deliver() {
        List<Delivery> batch = new ArrayList<>();
        synchronized (broker.lock) {
            while (assigned && !ended && demand > 0 && !queue.ready.isEmpty()) {
                Map.Entry<Long, MemoryQueueBroker.Ready> first = queue.ready.pollFirstEntry();
                unsettled.put(++delivered, first.getValue());
                batch.add(first.getValue()
                        .message()
                        .deliver(assignment, delivered, first.getValue().redelivered()));
                demand--;
            }
        }
        if (!batch.isEmpty()) {
            receiver.received(batch);
        }
    }

    /** Whether it had not ended before. */
    private boolean end() {
        synchronized (broker.lock) {
            if (ended) {
                return false;
            }
            ended = true;
            broker.takeBack(queue, this, unsettled.values());
            unsettled.clear();
            return true;
        }
    }
}
