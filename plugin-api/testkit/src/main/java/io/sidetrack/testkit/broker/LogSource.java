package io.sidetrack.testkit.broker;

import io.sidetrack.api.adapter.Assignment;
import io.sidetrack.api.adapter.Delivery;
import io.sidetrack.api.adapter.Receiver;
import io.sidetrack.api.adapter.SourceRequest;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A source of a topic. Fields are guarded by the broker's lock; the receiver is called on the context and never under it. As
 * deliveries and hand-overs run on one context, none follows where the hand-over has begun.
 */
final class LogSource implements MemorySource {
    private final MemoryLogBroker broker;
    private final LogGroup group;
    private final SourceRequest request;
    private final Receiver receiver;
    private final Vertx vertx;
    private final Context context;
    private final TreeMap<Integer, Share> shares = new TreeMap<>();
    private int demand;
    private int turn;
    private boolean ended;

    /** A partition while it is ours; {@code fetching} between the taking over and the hand-over. */
    private static final class Share {
        private final Assignment assignment;
        private final long began;
        private long next;
        private boolean fetching;

        private Share(Assignment assignment, long next) {
            this.assignment = assignment;
            this.began = next;
            this.next = next;
        }
    }

    LogSource(
            MemoryLogBroker broker,
            LogGroup group,
            SourceRequest request,
            Receiver receiver,
            Vertx vertx,
            Context context) {
        this.broker = broker;
        this.group = group;
        this.request = request;
        this.receiver = receiver;
        this.vertx = vertx;
        this.context = context;
    }

    @Override
    public SourceRequest asked() {
        return request;
    }

    void join() {
        group.join(this);
    }

    void wake() {
        context.runOnContext(next -> deliver());
    }

    @Override
    public void request(int count) {
        synchronized (broker.lock) {
            demand += count;
        }
        wake();
    }

    @Override
    public void settle(Assignment assignment, long position) {
        int partition = Integer.parseInt(assignment.partition());
        synchronized (broker.lock) {
            Share share = shares.get(partition);
            if (share != null && share.assignment.equals(assignment)) {
                group.commit(partition, Math.min(position + 1, share.next));
            }
        }
    }

    @Override
    public Future<Long> lag() {
        long lag = 0;
        synchronized (broker.lock) {
            for (Map.Entry<Integer, Share> each : shares.entrySet()) {
                LogPartition log = group.log(each.getKey());
                Long settled = group.next(each.getKey());
                lag += log.end() - log.nearest(settled == null ? each.getValue().began : settled);
            }
        }
        return Future.succeededFuture(lag);
    }

    @Override
    public Future<Void> close() {
        Promise<Void> closed = Promise.promise();
        context.runOnContext(next -> {
            end();
            closed.complete();
        });
        return closed.future();
    }

    @Override
    public Future<Void> cut(Throwable cause) {
        Promise<Void> cut = Promise.promise();
        context.runOnContext(next -> {
            List<Assignment> lost = end();
            if (!lost.isEmpty()) {
                receiver.lost(lost);
            }
            receiver.failed(cause);
            cut.complete();
        });
        return cut.future();
    }

    /** Takes partitions over; nothing is fetched before the receiver is ready for them. */
    void assign(List<Integer> partitions) {
        context.runOnContext(next -> {
            List<Assignment> assignments = new ArrayList<>();
            synchronized (broker.lock) {
                if (ended) {
                    return;
                }
                for (int partition : partitions) {
                    Share share = new Share(group.assign(partition), start(partition));
                    shares.put(partition, share);
                    assignments.add(share.assignment);
                }
            }
            receiver.assigned(assignments).onSuccess(ready -> fetch(assignments));
        });
    }

    /** Hands partitions over: settled when the receiver is done with them, or out of time. */
    Future<Void> revoke(List<Integer> partitions) {
        Promise<Void> handedOver = Promise.promise();
        context.runOnContext(next -> {
            List<Assignment> assignments = new ArrayList<>();
            synchronized (broker.lock) {
                for (int partition : partitions) {
                    Share share = shares.get(partition);
                    if (share != null) {
                        share.fetching = false;
                        assignments.add(share.assignment);
                    }
                }
            }
            if (assignments.isEmpty()) {
                handedOver.complete();
                return;
            }
            long timer = vertx.setTimer(broker.handOver().toMillis(), late -> handedOver.tryComplete());
            receiver.revoked(assignments).onComplete(done -> {
                vertx.cancelTimer(timer);
                handedOver.tryComplete();
            });
        });
        return handedOver.future().andThen(done -> release(partitions));
    }

    private void release(List<Integer> partitions) {
        synchronized (broker.lock) {
            partitions.forEach(shares::remove);
            group.free(partitions);
        }
    }

    private void fetch(List<Assignment> assignments) {
        synchronized (broker.lock) {
            for (Share share : shares.values()) {
                share.fetching |= assignments.contains(share.assignment);
            }
        }
        wake();
    }

    /** Behind the lower one of what the kernel and the broker know to be settled, else where the request says. */
    private long start(int partition) {
        Long kernel = request.committed().get(Integer.toString(partition));
        Long known = group.next(partition);
        if (kernel != null) {
            return known == null ? kernel + 1 : Math.min(kernel + 1, known);
        }
        if (known != null) {
            return known;
        }
        long from = request.start().getOrDefault(Integer.toString(partition), 0L);
        return group.log(partition).nearest(from);
    }

    private void deliver() {
        List<Delivery> batch = new ArrayList<>();
        synchronized (broker.lock) {
            List<Share> all = List.copyOf(shares.values());
            turn++;
            for (int i = 0; i < all.size() && !ended; i++) {
                take(all.get((turn + i) % all.size()), batch);
            }
        }
        if (!batch.isEmpty()) {
            receiver.received(batch);
        }
    }

    private void take(Share share, List<Delivery> batch) {
        LogPartition log = group.log(Integer.parseInt(share.assignment.partition()));
        share.next = log.nearest(share.next);
        while (share.fetching && demand > 0 && share.next < log.end()) {
            batch.add(log.get(share.next).deliver(share.assignment, share.next, false));
            share.next++;
            demand--;
        }
    }

    /** What it still had. */
    private List<Assignment> end() {
        List<Assignment> had = new ArrayList<>();
        synchronized (broker.lock) {
            if (ended) {
                return had;
            }
            ended = true;
            shares.values().forEach(share -> had.add(share.assignment));
            shares.clear();
        }
        group.leave(this);
        return had;
    }
}
