package io.sidetrack.kernel.dispatch;

import io.sidetrack.api.adapter.Assignment;
import io.sidetrack.api.adapter.Delivery;
import io.sidetrack.api.adapter.Source;
import io.sidetrack.kernel.dispatch.ShardSettings.ReceiptKind;
import io.sidetrack.kernel.store.Progress;
import io.sidetrack.kernel.store.Receipt;
import io.sidetrack.kernel.store.Recovery;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One channel of the shard: asks its source for deliveries within the window, recognises what was settled before, hands the rest
 * to the lanes in the order of receipt, and settles.
 */
final class Intake {
    /** How many bytes of events may be under way. */
    private static final long MAX_BYTES = 64L << 20;
    /** How many deliveries may be asked for at once: each may be far larger than those before it. */
    private static final long MAX_REQUESTED = 1_024;
    /** How many deliveries may be finished behind one that is not: their positions are in memory. */
    private static final long MAX_AHEAD = 4L << 20;
    /** What an event is taken to weigh besides its data. */
    private static final long OVERHEAD = 1_024;

    private final Shard shard;
    private final String channel;
    private final ReceiptKind kind;
    private final int window;
    private final Progress progress;
    private final Map<String, Long> highestMarks = new HashMap<>();
    private final Map<String, Partition> partitions = new HashMap<>();
    private final ArrayDeque<Delivery> held = new ArrayDeque<>();
    private final IdentityHashMap<Delivery, Boolean> known = new IdentityHashMap<>();
    private boolean looking;
    private @Nullable Partition latest;
    private @Nullable Source source;
    private long requested;
    private long inFlight;
    private long bytes;
    /** Deliveries that a broker has not been told of as settled, since one of them or one before them is not finished. */
    private long ahead;
    /** Of a delivery, with its overhead: rises at once and falls slowly. What is not known yet is taken to be large. */
    private long averageBytes = 512 << 10;

    private long highest;
    private final List<Partition> unsettled = new ArrayList<>(1);

    Intake(Shard shard, String channel, ReceiptKind kind, int window, Recovery recovery) {
        this.shard = shard;
        this.channel = channel;
        this.kind = kind;
        this.window = window;
        this.progress = recovery.progress().getOrDefault(channel, new Progress(0, new long[0]));
        this.highest = progress.watermark();
        String prefix = channel + "/";
        recovery.highestMarks().forEach((name, position) -> {
            if (name.startsWith(prefix)) {
                highestMarks.put(name.substring(prefix.length()), position);
            }
        });
    }

    String channel() {
        return channel;
    }

    ReceiptKind kind() {
        return kind;
    }

    long inFlight() {
        return inFlight + held.size();
    }

    void attach(Source opened) {
        source = opened;
        requested = 0;
        demand();
    }

    void received(List<Delivery> batch) {
        requested = Math.max(0, requested - batch.size());
        weigh(batch);
        int passed = 0;
        if (!looking && held.isEmpty()) {
            while (passed < batch.size() && passes(batch.get(passed))) {
                passed++;
            }
        }
        if (passed < batch.size()) {
            held.addAll(batch.subList(passed, batch.size()));
            release();
        }
    }

    void assigned(List<Assignment> assignments) {
        assignments.forEach(this::partition);
    }

    void revoked(List<Assignment> assignments, Runnable done) {
        held.removeIf(delivery -> assignments.contains(delivery.assignment()));
        List<Partition> leaving = new ArrayList<>();
        for (Assignment assignment : assignments) {
            Partition partition = partitions.get(assignment.partition());
            if (partition != null) {
                leaving.add(partition);
            }
        }
        int[] waiting = {leaving.size() + 1};
        Runnable one = () -> {
            if (--waiting[0] == 0) {
                done.run();
            }
        };
        leaving.forEach(partition -> partition.leave(one));
        one.run();
    }

    void lost(List<Assignment> assignments) {
        for (Assignment assignment : assignments) {
            Partition partition = partitions.get(assignment.partition());
            if (partition != null) {
                partition.lost(); // stays, so that a new epoch waits for what is under way
            }
        }
        held.removeIf(delivery -> assignments.contains(delivery.assignment()));
    }

    /** The partition has something to tell its source, or somebody who waits for it to be quiet: at the end of this pump. */
    void settlesLater(Partition partition) {
        unsettled.add(partition);
    }

    /** Tells the source what has been settled since the last pump, in one call for all that is. */
    void settle() {
        for (int i = 0; i < unsettled.size(); i++) {
            unsettled.get(i).settle(source);
        }
        unsettled.clear();
    }

    /** So many deliveries need not be remembered any more. */
    void advanced(long count) {
        ahead -= count;
    }

    void finished(Entry entry) {
        inFlight--;
        bytes -= entry.bytes;
    }

    /** Whether it waits for what it has received. */
    boolean isFull() {
        return source != null && requested == 0 && free() < leastRequest();
    }

    /** Asks for as many deliveries as fit, not for each one singly. */
    void demand() {
        if (source == null || !shard.takesIntake()) {
            return;
        }
        long free = free();
        if (free >= leastRequest()) {
            requested += free;
            source.request((int) free);
        }
    }

    /** How many more deliveries may be asked for: at least one where none is under way. */
    private long free() {
        long events = window - inFlight() - requested;
        long fitting = (MAX_BYTES - bytes) / averageBytes - requested;
        long free = Math.min(Math.min(events, fitting), Math.min(MAX_REQUESTED, MAX_AHEAD - ahead) - requested);
        return inFlight() + requested == 0 ? Math.max(1, free) : free;
    }

    private long leastRequest() {
        return Math.max(1, Math.min(Math.min(window, MAX_REQUESTED), MAX_BYTES / averageBytes) / 8);
    }

    private void weigh(List<Delivery> batch) {
        long sum = 0;
        for (Delivery delivery : batch) {
            sum += Entry.bytes(delivery) + OVERHEAD;
        }
        long average = sum / batch.size();
        averageBytes = Math.max(average, averageBytes - (averageBytes - average) / 4);
    }

    /** Hands held deliveries on, up to the first that may have been settled before: that is looked up first. */
    private void release() {
        while (!looking && !held.isEmpty()) {
            Delivery delivery = held.peek();
            if (passes(delivery)) {
                held.poll();
            } else if (partition(delivery.assignment()) == null) {
                return; // waits for what is under way of an older epoch
            } else {
                lookUp();
            }
        }
    }

    /** Hands a delivery on, unless it must wait. */
    private boolean passes(Delivery delivery) {
        Partition partition = partition(delivery.assignment());
        if (partition == null) {
            return false;
        }
        if (!partition.takes(delivery)) {
            return true; // comes again where its partition has gone
        }
        if (isSuspect(partition, delivery) && !known.containsKey(delivery)) {
            return false;
        }
        passed(partition, delivery);
        boolean settled = !known.isEmpty() && Boolean.TRUE.equals(known.remove(delivery));
        if (!isDone(delivery)) {
            accept(partition, delivery, settled);
        }
        return true;
    }

    /** A log resumes behind what is committed there: marks below the first delivery of an assignment are not needed any more. */
    private void passed(Partition partition, Delivery delivery) {
        if (partition.begins() && kind == ReceiptKind.MARK && partition.highestMark() >= 0) {
            Assignment assignment = partition.assignment();
            shard.store().passed(shard.fence(), channel, assignment.partition(), delivery.position() - 1);
        }
    }

    private void accept(Partition partition, Delivery delivery, boolean settled) {
        Lane lane = settled ? shard.lanes().loose() : shard.lanes().laneOf(this, delivery);
        Entry entry = Entry.delivered(lane, partition, delivery);
        inFlight++;
        bytes += entry.bytes;
        if (kind != ReceiptKind.POSITION) {
            ahead++;
        }
        partition.accepted(entry);
        if (settled) {
            partition.settled(entry);
        } else {
            shard.lanes().arrived(entry);
        }
    }

    /** Only of an embedded channel: done before the restart, or received before its source was opened anew. */
    private boolean isDone(Delivery delivery) {
        if (kind != ReceiptKind.POSITION) {
            return false;
        }
        long position = delivery.position();
        if (position <= highest) {
            return true;
        }
        highest = position;
        return progress.contains(position);
    }

    private boolean isSuspect(Partition partition, Delivery delivery) {
        return switch (kind) {
            case POSITION -> false;
            case MARK -> delivery.position() <= partition.highestMark();
            case INBOX -> delivery.redelivered() && delivery.event() != null;
        };
    }

    /** Asks the store about every suspect that is held. */
    private void lookUp() {
        looking = true;
        List<Receipt> receipts = new ArrayList<>();
        List<String> lanes = new ArrayList<>();
        List<Delivery> suspects = new ArrayList<>();
        for (Delivery delivery : held) {
            Partition partition = partitions.get(delivery.assignment().partition());
            if (partition != null && partition.takes(delivery) && isSuspect(partition, delivery)) {
                suspects.add(delivery);
                receipts.add(partition.receipt(delivery));
                lanes.add(shard.lanes().laneIdOf(this, delivery));
            }
        }
        shard.read(shard.store().readSettled(shard.fence(), receipts, lanes), answers -> {
            looking = false;
            known.clear();
            for (int i = 0; i < suspects.size(); i++) {
                known.put(suspects.get(i), answers.get(i));
            }
            release();
        });
    }

    /** The partition of the delivery's epoch or a newer one; {@code null} while an older epoch has something under way. */
    private @Nullable Partition partition(Assignment assignment) {
        if (latest != null && latest.assignment().equals(assignment)) {
            return latest;
        }
        String name = assignment.partition();
        Partition partition = partitions.get(name);
        if (partition == null) {
            partition = new Partition(this, assignment, highestMarks.getOrDefault(name, -1L));
            partitions.put(name, partition);
        } else if (partition.assignment().epoch() < assignment.epoch()) {
            partition.lost();
            if (!partition.isQuiet()) {
                partition.whenQuiet(() -> shard.later(this::release));
                return null;
            }
            partition = new Partition(this, assignment, partition.highestMark());
            partitions.put(name, partition);
        }
        latest = partition;
        return partition;
    }
}
