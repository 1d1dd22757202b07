package io.sidetrack.broker.kafka;

import io.sidetrack.api.adapter.Assignment;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * A partition while it is ours: how far it was fetched and settled, in offsets of the next record. Records may be missing in
 * between, as compaction and the markers of transactions leave gaps: once all that was fetched is settled, so are the gaps behind
 * it.
 *
 * <p><b>Threading.</b> The poll thread owns it; any thread may settle and read.
 */
final class Share {
    /** Higher than that of any loading of this plugin before, and so of any assignment before. */
    private static final AtomicLong EPOCHS = new AtomicLong(System.currentTimeMillis() * 1_000);

    private final TopicPartition partition;
    private final Assignment assignment;
    private final AtomicLong settled;
    private volatile long fetched;
    private volatile long reached;
    private volatile boolean ready;
    private volatile boolean left;
    private long asked;
    private long committed;
    private boolean paused;

    /**
     * @param start where it is read from
     * @param committed what the broker knows as the group's progress, -1 for nothing
     */
    Share(TopicPartition partition, long start, long committed) {
        this.partition = partition;
        this.assignment = new Assignment(Integer.toString(partition.partition()), EPOCHS.incrementAndGet());
        this.settled = new AtomicLong(start);
        this.fetched = start;
        this.reached = start;
        this.asked = committed;
        this.committed = committed;
    }

    TopicPartition partition() {
        return partition;
    }

    Assignment assignment() {
        return assignment;
    }

    /** The receiver has taken over. */
    void ready() {
        ready = true;
    }

    boolean isReady() {
        return ready;
    }

    /** Nothing more of it is delivered. */
    void leave() {
        left = true;
    }

    boolean hasLeft() {
        return left;
    }

    void settle(long position) {
        settled.accumulateAndGet(Math.min(position + 1, fetched), Math::max);
    }

    /** @param record behind the last record that the client gave, @param position where the client goes on, past any gap */
    void fetched(long record, long position) {
        fetched = Math.max(fetched, record);
        reached = Math.max(reached, position);
    }

    /** Where somebody would go on who took over now. */
    long progress() {
        long upTo = settled.get();
        return upTo >= fetched ? Math.max(upTo, reached) : upTo;
    }

    /** Whether the broker was asked to commit less than is settled. */
    boolean isDirty() {
        return progress() > asked;
    }

    /** Whether the broker has confirmed less than is settled: it may refuse what it was asked while the group is in motion. */
    boolean isUnconfirmed() {
        return progress() > committed;
    }

    OffsetAndMetadata commit() {
        asked = progress();
        return new OffsetAndMetadata(asked);
    }

    /** The broker has answered a commit up to here. */
    void committed(long upTo) {
        committed = Math.max(committed, upTo);
    }

    /** A commit did not succeed: what it would have said is said again. */
    void uncommitted() {
        asked = committed;
    }

    /** Remembers what the client was told; {@code false} where it knew it. */
    boolean pause(boolean pause) {
        boolean changed = paused != pause;
        paused = pause;
        return changed;
    }
}
