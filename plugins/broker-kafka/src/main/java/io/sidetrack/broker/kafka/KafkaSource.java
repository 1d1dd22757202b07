package io.sidetrack.broker.kafka;

import io.sidetrack.api.adapter.Assignment;
import io.sidetrack.api.adapter.Delivery;
import io.sidetrack.api.adapter.Receiver;
import io.sidetrack.api.adapter.Source;
import io.sidetrack.api.adapter.SourceRequest;
import io.sidetrack.api.config.Options;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.kafka.client.consumer.KafkaConsumer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A source of one topic. One poll follows the other while more is asked for; records beyond the demand wait here, and the
 * client is then polled now and then without fetching, so that the group knows us alive.
 *
 * <p><b>Threading.</b> Turns run on the context of the connection; between two turns at most one poll is under way on the poll
 * thread, which calls the receiver for assignments. So the receiver is called by one thread at a time.
 */
final class KafkaSource implements Source {
    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration SHORT_POLL = Duration.ofMillis(20);
    private static final long KEEP_ALIVE_MILLIS = 50;
    private static final long CLOSE_MILLIS = 9_000;

    private final KafkaConnection connection;
    private final Context context;
    private final Receiver receiver;
    private final Group group;
    private final RecordReader reader;
    private final GroupMember member;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final AtomicLong demand = new AtomicLong();
    private final AtomicBoolean idle = new AtomicBoolean();
    private final ArrayDeque<Fetched> backlog = new ArrayDeque<>();
    private final Promise<Void> closed = Promise.promise();
    private @Nullable Throwable failure;
    private boolean ending;
    private boolean ended;
    private boolean polling;

    /** Records of one partition that wait to be delivered. */
    private static final class Fetched {
        private final Share share;
        private final List<ConsumerRecord<byte[], byte[]>> records;
        private int next;

        private Fetched(Share share, List<ConsumerRecord<byte[], byte[]>> records) {
            this.share = share;
            this.records = records;
        }
    }

    private KafkaSource(
            KafkaConnection connection,
            SourceRequest request,
            Receiver receiver,
            Group group,
            Consumer<byte[], byte[]> vendor) {
        Options options = connection.options();
        this.connection = connection;
        this.context = connection.context();
        this.receiver = receiver;
        this.group = group;
        this.reader = new RecordReader(RecordReader.common(request.address(), options));
        this.member = new GroupMember(
                vendor,
                receiver,
                new Starts(vendor, request),
                new Terms(),
                options.get(KafkaOptions.HAND_OVER),
                options.get(KafkaOptions.COMMIT));
        this.consumer = KafkaConsumer.create(context.owner(), member.asConsumer());
    }

    /** Looks whether it may read and where it would begin, then joins the group. */
    static Future<KafkaSource> open(KafkaConnection connection, SourceRequest request, Receiver receiver) {
        Group group = new Group(connection.cluster(), request, connection.refusals());
        return group.mayJoin()
                .compose(alone -> connection
                        .consumer(request.subscription(), group.instance())
                        .map(vendor -> new KafkaSource(connection, request, receiver, group, vendor)))
                .compose(source -> source.consumer
                        .subscribe(request.address())
                        .map(source)
                        .onFailure(failed -> source.close())
                        .onSuccess(subscribed -> connection.context().runOnContext(next -> source.turn())))
                .recover(failure -> Future.failedFuture(group.explained(failure)));
    }

    @Override
    public void request(int count) {
        demand.addAndGet(count);
        wake();
    }

    @Override
    public void settle(Assignment assignment, long position) {
        member.settle(assignment, position);
    }

    @Override
    public Future<Long> lag() {
        Promise<Long> lag = Promise.promise();
        context.runOnContext(here -> {
            Map<TopicPartition, Long> progress = member.progress();
            connection
                    .cluster()
                    .ends(progress.keySet())
                    .map(ends -> progress.entrySet().stream()
                            .mapToLong(each -> Math.max(0, ends.getOrDefault(each.getKey(), 0L) - each.getValue()))
                            .sum())
                    .onComplete(lag);
        });
        return lag.future();
    }

    @Override
    public Future<Void> close() {
        context.runOnContext(here -> end());
        return closed.future();
    }

    /** The connection keeps the place in the group for whoever opens it again. */
    @Override
    public Future<Void> closeForNow() {
        member.returning();
        return close();
    }

    /** Ends it without a hand-over, as the broker is not there for one. On the context. */
    Future<Void> breakOff(Throwable cause) {
        member.forsake();
        fail(cause);
        return closed.future();
    }

    /** The source delivers no more and says why, when the receiver is not being called otherwise. On the context. */
    private void fail(Throwable cause) {
        if (failure == null && !ending) {
            failure = cause;
            end();
        }
    }

    private void end() {
        if (!ending) {
            ending = true;
            member.end();
            idle.set(false);
            context.runOnContext(here -> turn());
        }
    }

    private void wake() {
        if (idle.compareAndSet(true, false)) {
            context.runOnContext(here -> turn());
        }
    }

    private void turn() {
        if (polling || ended) {
            return;
        }
        try {
            deliver();
        } catch (RuntimeException e) {
            fail(e);
        }
        if (ending) {
            finish();
        } else if (!member.hasJoined()) {
            poll(false, SHORT_POLL);
        } else if (backlog.isEmpty() && demand.get() > 0) {
            poll(true, member.isSettledIn() ? POLL : SHORT_POLL);
        } else {
            pauseUntilAsked();
        }
    }

    private void pauseUntilAsked() {
        idle.set(true);
        long timer = context.owner().setTimer(KEEP_ALIVE_MILLIS, id -> {
            if (idle.compareAndSet(true, false)) {
                poll(false, SHORT_POLL);
            }
        });
        boolean askedMeanwhile = demand.get() > 0 || ending;
        if (askedMeanwhile && idle.compareAndSet(true, false)) {
            context.owner().cancelTimer(timer);
            context.runOnContext(here -> turn());
        }
    }

    private void poll(boolean fetch, Duration timeout) {
        polling = true;
        member.fetching(fetch);
        consumer.poll(timeout).onComplete(polled -> {
            polling = false;
            if (polled.failed()) {
                fail(group.explained(polled.cause()));
            } else {
                keep(polled.result().records());
            }
            turn();
        });
    }

    private void keep(ConsumerRecords<byte[], byte[]> records) {
        for (TopicPartition partition : records.partitions()) {
            Share share = member.share(partition);
            if (share != null) {
                backlog.add(new Fetched(share, records.records(partition)));
            }
        }
    }

    /** As much as is asked for, in one call. */
    private void deliver() {
        long asked = demand.get();
        if (asked <= 0 || backlog.isEmpty() || ending) {
            return;
        }
        List<Delivery> batch = new ArrayList<>();
        while (batch.size() < asked && !backlog.isEmpty()) {
            Fetched first = backlog.element();
            if (first.share.hasLeft() || first.next == first.records.size()) {
                backlog.remove();
            } else {
                batch.add(reader.read(first.share.assignment(), first.records.get(first.next++)));
            }
        }
        while (!backlog.isEmpty()
                && backlog.element().next == backlog.element().records.size()) {
            backlog.remove();
        }
        if (!batch.isEmpty()) {
            demand.addAndGet(-batch.size());
            receiver.received(batch);
        }
    }

    private void finish() {
        ended = true;
        backlog.clear();
        Throwable cause = failure;
        if (cause != null) {
            List<Assignment> lost = member.drop();
            if (!lost.isEmpty()) {
                receiver.lost(lost);
            }
            receiver.failed(cause);
        }
        consumer.close()
                .onComplete(done -> {
                    connection.forget(this);
                    Consumer<byte[], byte[]> left = member.left();
                    if (left != null) {
                        connection.keep(group.instance(), left);
                    }
                })
                .timeout(CLOSE_MILLIS, TimeUnit.MILLISECONDS)
                .onComplete(done -> closed.complete());
    }

    /** What the member asks of its source. */
    private final class Terms implements GroupMember.Terms {
        @Override
        public Future<Void> mayKeep() {
            return group.mayKeep();
        }

        @Override
        public void failed(Throwable cause) {
            context.runOnContext(here -> fail(group.explained(cause)));
        }
    }
}
