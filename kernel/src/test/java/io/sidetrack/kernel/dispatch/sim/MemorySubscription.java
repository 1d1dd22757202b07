package io.sidetrack.kernel.dispatch.sim;

import io.sidetrack.kernel.store.Fence;
import io.sidetrack.kernel.store.LaneHash;
import io.sidetrack.kernel.store.Progress;
import io.sidetrack.kernel.store.Receipt;
import io.sidetrack.kernel.store.Recovery;
import io.sidetrack.kernel.store.Status;
import io.sidetrack.kernel.store.SubscriptionInfo;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Everything in memory that belongs to one subscription. */
final class MemorySubscription {
    final String name;
    String order;
    long epoch;
    long generation = 1;
    boolean paused;
    final Map<String, MemoryProgress> progress = new TreeMap<>();
    final Map<String, MemorySiding> sidings = new TreeMap<>();
    final Map<String, Buffer> states = new HashMap<>();
    final Map<String, Long> marks = new HashMap<>();
    final Map<String, Long> highestMarks = new TreeMap<>();
    final Set<String> inbox = new HashSet<>();
    final Set<Long> brokenChains = new HashSet<>();

    MemorySubscription(String name, String order) {
        this.name = name;
        this.order = order;
    }

    Fence fence() {
        return new Fence(name, epoch, generation);
    }

    long parked() {
        return sidings.values().stream().mapToLong(s -> s.entries.size()).sum();
    }

    boolean orderMayChange() {
        return sidings.isEmpty()
                && states.isEmpty()
                && progress.values().stream().allMatch(p -> p.snapshot().ranges().length == 0);
    }

    Map<String, Progress> progressNow() {
        Map<String, Progress> all = new TreeMap<>();
        progress.forEach((channel, p) -> all.put(channel, p.snapshot()));
        return all;
    }

    Recovery recovery() {
        return new Recovery(
                progressNow(),
                sidings.keySet().stream().mapToLong(LaneHash::of).toArray(),
                !states.isEmpty(),
                Map.copyOf(highestMarks),
                parked(),
                paused);
    }

    SubscriptionInfo info() {
        long open = sidings.values().stream()
                .flatMap(s -> s.entries.stream())
                .filter(e -> e.errored != null
                        && (e.errored.status == Status.OPEN || e.errored.status == Status.INDETERMINATE))
                .count();
        return new SubscriptionInfo(name, epoch, generation, paused, progressNow(), open, sidings.size(), parked());
    }

    /** @param parksOrHasState else nothing needs to be recognised when a remote source delivers it again */
    void record(Receipt receipt, String lane, boolean parksOrHasState) {
        if (receipt instanceof Receipt.Position at) {
            progress.get(at.channel()).add(at.position());
        } else if (!parksOrHasState) {
            return;
        } else if (receipt instanceof Receipt.Mark at) {
            marks.merge(mark(at, lane), at.position(), Math::max);
            highestMarks.merge(at.channel() + '/' + at.partition(), at.position(), Math::max);
        } else if (receipt instanceof Receipt.Inbox row) {
            inbox.add(row(row));
        }
    }

    boolean isSettled(Receipt receipt, String lane) {
        if (receipt instanceof Receipt.Position at) {
            MemoryProgress done = progress.get(at.channel());
            return done != null && done.contains(at.position());
        }
        if (receipt instanceof Receipt.Mark at) {
            Long highest = marks.get(mark(at, lane));
            return highest != null && at.position() <= highest;
        }
        return receipt instanceof Receipt.Inbox row && inbox.contains(row(row));
    }

    private String mark(Receipt.Mark at, String lane) {
        return generation + "\n" + at.channel() + "\n" + at.partition() + "\n" + lane;
    }

    private String row(Receipt.Inbox row) {
        return generation + "\n" + row.channel() + "\n" + row.source() + "\n" + row.id();
    }
}
