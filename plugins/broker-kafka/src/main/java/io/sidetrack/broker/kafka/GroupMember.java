package io.sidetrack.broker.kafka;

import io.sidetrack.api.adapter.Assignment;
import io.sidetrack.api.adapter.Receiver;
import io.vertx.core.Future;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The consumer of one source as a member of its group: takes partitions over and hands them over, commits what is settled, and
 * fetches only what may be delivered.
 *
 * <p>The Vert.x consumer runs the poll thread; what it lacks is done by {@link #asConsumer}, which stands between it and Kafka's:
 * its rebalance handlers do not hold the hand-over, its commits know no leader, and its closing can leave Kafka's consumer to
 * whoever comes back.
 *
 * <p><b>Threading.</b> Everything runs on the poll thread, but for {@link #settle}, {@link #progress} and the setters.
 */
final class GroupMember implements ConsumerRebalanceListener {
    private static final Logger LOG = LoggerFactory.getLogger(GroupMember.class);
    private static final Duration ASK = Duration.ofSeconds(10);
    private static final Duration COMMIT = Duration.ofSeconds(3);
    private static final Duration LEAVE = Duration.ofSeconds(4);
    private static final long TAKE_OVER_MILLIS = 50;

    /** What the source adds. */
    interface Terms {
        /** Fails where the partitions must be given back. */
        Future<Void> mayKeep();

        /** The source cannot go on. Any thread. */
        void failed(Throwable cause);
    }

    private final Consumer<byte[], byte[]> consumer;
    private final Receiver receiver;
    private final Starts starts;
    private final Terms terms;
    private final Duration handOver;
    private final long commitNanos;
    private final Map<TopicPartition, Share> shares = new ConcurrentHashMap<>();
    private final Map<String, Share> byName = new ConcurrentHashMap<>();
    private final CompletableFuture<Void> ending = new CompletableFuture<>();
    private volatile boolean fetching;
    private volatile boolean forsaken;
    private volatile boolean returning;
    private volatile boolean joined;
    private volatile @Nullable Consumer<byte[], byte[]> left;
    private long committedAt = System.nanoTime();

    GroupMember(
            Consumer<byte[], byte[]> consumer,
            Receiver receiver,
            Starts starts,
            Terms terms,
            Duration handOver,
            Duration commitInterval) {
        this.consumer = consumer;
        this.receiver = receiver;
        this.starts = starts;
        this.terms = terms;
        this.handOver = handOver;
        this.commitNanos = commitInterval.toNanos();
    }

    /** A proxy, because only four of the fifty methods of a consumer differ. */
    @SuppressWarnings("unchecked")
    Consumer<byte[], byte[]> asConsumer() {
        return (Consumer<byte[], byte[]>)
                Proxy.newProxyInstance(GroupMember.class.getClassLoader(), new Class<?>[] {Consumer.class}, this::call);
    }

    @SuppressWarnings("unchecked")
    private @Nullable Object call(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        switch (method.getName()) {
            case "subscribe" -> consumer.subscribe((Collection<String>) Objects.requireNonNull(arguments)[0], this);
            case "poll" -> {
                return poll((Duration) Objects.requireNonNull(arguments)[0]);
            }
            case "close" -> leave();
            case "wakeup" -> {} // would break off a commit; no call here is a long one
            default -> {
                try {
                    return method.invoke(consumer, arguments);
                } catch (InvocationTargetException e) {
                    throw Objects.requireNonNullElse(e.getCause(), e);
                }
            }
        }
        return null;
    }

    /** Whether the next poll may fetch. Any thread. */
    void fetching(boolean fetch) {
        fetching = fetch;
    }

    /** Nothing is waited for any more, as the source ends. Any thread. */
    void end() {
        ending.complete(null);
    }

    /** Its consumer stays in the group, with its partitions, when it ends: see {@link #left}. Any thread. */
    void returning() {
        returning = true;
    }

    /** Kafka's consumer, where the end has left it open for the next member; else {@code null}. Any thread, after the end. */
    @Nullable
    Consumer<byte[], byte[]> left() {
        return left;
    }

    /** The broker is not asked any more for what it cannot answer. Any thread. */
    void forsake() {
        forsaken = true;
    }

    /** Any thread. */
    void settle(Assignment assignment, long position) {
        Share share = byName.get(assignment.partition());
        if (share != null && share.assignment().epoch() == assignment.epoch()) {
            share.settle(position);
        }
    }

    /** Any thread. */
    @Nullable
    Share share(TopicPartition partition) {
        return shares.get(partition);
    }

    /** What is ours, with where each would go on. Any thread. */
    Map<TopicPartition, Long> progress() {
        Map<TopicPartition, Long> progress = new HashMap<>();
        shares.forEach((partition, share) -> progress.put(partition, share.progress()));
        return progress;
    }

    /** What is ours; nothing of it is delivered or settled any more, and what is settled is committed at the end. Any thread. */
    List<Assignment> drop() {
        List<Share> dropped = List.copyOf(shares.values());
        dropped.forEach(Share::leave);
        byName.clear();
        return assignments(dropped);
    }

    /** Whether the group has answered. Any thread. */
    boolean hasJoined() {
        return joined;
    }

    /** Whether the receiver has taken over everything. Any thread. */
    boolean isSettledIn() {
        return shares.values().stream().allMatch(Share::isReady);
    }

    private ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        try {
            takeOver();
            commitNow(false);
            pauseAndResume();
            ConsumerRecords<byte[], byte[]> records = consumer.poll(timeout);
            records.nextOffsets().forEach((partition, next) -> {
                Share share = shares.get(partition);
                if (share != null) {
                    List<ConsumerRecord<byte[], byte[]>> of = records.records(partition);
                    share.fetched(of.isEmpty() ? 0 : of.get(of.size() - 1).offset() + 1, next.offset());
                }
            });
            return records;
        } catch (OffsetOutOfRangeException e) {
            goOnBehindGap(e.offsetOutOfRangePartitions());
            return ConsumerRecords.empty();
        } catch (LinkageError e) {
            throw new KafkaException("the client does not work: " + e, e); // the poll thread would tell nobody
        }
    }

    /** A consumer that an earlier member has left has its partitions already, and tells of them nobody. */
    private void takeOver() {
        if (!joined && !consumer.assignment().isEmpty()) {
            onPartitionsAssigned(consumer.assignment());
        }
    }

    private void pauseAndResume() {
        List<TopicPartition> pause = new ArrayList<>();
        List<TopicPartition> resume = new ArrayList<>();
        for (Share share : shares.values()) {
            boolean paused = !fetching || !share.isReady();
            if (share.pause(paused)) {
                (paused ? pause : resume).add(share.partition());
            }
        }
        if (!pause.isEmpty()) {
            consumer.pause(pause);
        }
        if (!resume.isEmpty()) {
            consumer.resume(resume);
        }
    }

    /** Records that the broker has deleted are gone; records that it never had mean that the topic is another one. */
    private void goOnBehindGap(Map<TopicPartition, Long> positions) {
        Map<TopicPartition, Long> first = consumer.beginningOffsets(positions.keySet(), ASK);
        positions.forEach((partition, position) -> {
            long beginning = Objects.requireNonNull(first.get(partition));
            if (position >= beginning) {
                throw new KafkaException(
                        "position " + position + " lies behind the end of " + partition
                                + ": its topic was made anew, or has lost records; rewind the subscription to say where to go on");
            }
            LOG.warn(
                    "{}: records {} to {} were deleted by the broker before they were read; going on behind them",
                    partition,
                    position,
                    beginning - 1);
            consumer.seek(partition, beginning);
            Share share = shares.get(partition);
            if (share != null) {
                share.fetched(0, beginning);
            }
        });
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        if (ending.isDone()) {
            return;
        }
        joined = true;
        List<Share> taken = starts.begin(Set.copyOf(partitions));
        taken.forEach(share -> {
            share.pause(true);
            shares.put(share.partition(), share);
            byName.put(share.assignment().partition(), share);
        });
        consumer.pause(partitions);
        commit(taken, true); // so that whoever comes later begins where we do
        Future<Void> alone = terms.mayKeep();
        Future<Void> takenOver = taken.isEmpty()
                ? alone
                : Future.join(alone, receiver.assigned(assignments(taken))).mapEmpty();
        takenOver.onSuccess(ready -> taken.forEach(Share::ready)).onFailure(terms::failed);
        await(takenOver, TAKE_OVER_MILLIS); // a poll goes on for its time, whatever becomes ready meanwhile
    }

    /** Held until the receiver has settled what it can, or time is over: then whoever gets them gets the rest again. */
    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        List<Share> leaving = of(partitions);
        leaving.forEach(Share::leave);
        if (ending.isDone()) {
            if (!forsaken) {
                commit(leaving, true); // the end comes too late for the one who has them from now on
            }
            return;
        }
        if (leaving.isEmpty()) {
            return;
        }
        Future<Void> done = receiver.revoked(assignments(leaving));
        if (!await(done, handOver.toMillis())) {
            LOG.warn("{} were handed over with work under way after {}", assignments(leaving), handOver);
        }
        commit(leaving, true);
        remove(leaving);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        List<Share> lost = of(partitions);
        remove(lost);
        if (!ending.isDone() && !lost.isEmpty()) {
            receiver.lost(assignments(lost));
        }
    }

    /** The end of the membership: the last commit, and the partitions go to the others at once, unless somebody comes back. */
    private void leave() {
        try {
            if (!forsaken) {
                commit(List.copyOf(shares.values()), true);
            }
        } finally {
            if (returning && !forsaken) {
                left = consumer;
            } else {
                consumer.close(CloseOptions.timeout(forsaken ? Duration.ZERO : LEAVE)
                        .withGroupMembershipOperation(
                                forsaken
                                        ? GroupMembershipOperation.REMAIN_IN_GROUP
                                        : GroupMembershipOperation.LEAVE_GROUP));
            }
        }
    }

    private void commitNow(boolean wait) {
        if (System.nanoTime() - committedAt >= commitNanos) {
            committedAt = System.nanoTime();
            commit(shares.values(), wait);
        }
    }

    private void commit(Collection<Share> all, boolean wait) {
        List<Share> dirty = all.stream()
                .filter(wait ? Share::isUnconfirmed : Share::isDirty)
                .toList();
        if (dirty.isEmpty()) {
            return;
        }
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        dirty.forEach(share -> offsets.put(share.partition(), share.commit()));
        if (wait) {
            try {
                consumer.commitSync(offsets, COMMIT);
                committed(dirty, offsets);
            } catch (KafkaException e) {
                refused(dirty, e);
            }
        } else {
            consumer.commitAsync(offsets, (ignored, failure) -> {
                if (failure != null) {
                    refused(dirty, failure);
                } else {
                    committed(dirty, offsets);
                }
            });
        }
    }

    private static void committed(List<Share> dirty, Map<TopicPartition, OffsetAndMetadata> offsets) {
        dirty.forEach(share -> share.committed(
                Objects.requireNonNull(offsets.get(share.partition())).offset()));
    }

    /** What was not committed comes again, to us or to whoever reads next; the poll tells if we may not read any more. */
    private static void refused(List<Share> dirty, Exception failure) {
        dirty.forEach(Share::uncommitted);
        LOG.debug("commit of {} refused", assignments(dirty), failure);
    }

    private List<Share> of(Collection<TopicPartition> partitions) {
        return partitions.stream().map(shares::get).filter(Objects::nonNull).toList();
    }

    private void remove(List<Share> gone) {
        for (Share share : gone) {
            share.leave();
            shares.remove(share.partition(), share);
            byName.remove(share.assignment().partition(), share);
        }
    }

    private static List<Assignment> assignments(List<Share> shares) {
        return shares.stream().map(Share::assignment).toList();
    }

    /** Whether it was settled in time; not waited for once the source ends. */
    private boolean await(Future<Void> future, long millis) {
        CompletableFuture<?> settled =
                future.otherwiseEmpty().toCompletionStage().toCompletableFuture();
        try {
            CompletableFuture.anyOf(settled, ending).get(millis, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
