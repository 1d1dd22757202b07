package io.sidetrack.kernel.dispatch.sim;

import io.sidetrack.kernel.store.Fence;
import io.sidetrack.kernel.store.LaneHash;
import io.sidetrack.kernel.store.LogBegin;
import io.sidetrack.kernel.store.Progress;
import io.sidetrack.kernel.store.Receipt;
import io.sidetrack.kernel.store.Recovery;
import io.sidetrack.kernel.store.Rewind;
import io.sidetrack.kernel.store.Status;
import io.sidetrack.kernel.store.SubscriptionInfo;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
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
    final Map<Mark, Long> marks = new HashMap<>();
    final Map<String, Long> passed = new HashMap<>();
    final Map<String, Long> highestMarks = new TreeMap<>();
    final Map<String, Long> inbox = new HashMap<>();
    final Map<String, LogBegin> begins = new TreeMap<>();
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

    /** What depends on the present order. */
    List<String> held() {
        List<String> held = new ArrayList<>();
        hold(held, sidings.size(), "sidings with " + parked() + " events");
        hold(held, states.size(), "keys with state");
        hold(held, marks.size(), "keys with deliveries of a remote log that may come again");
        hold(
                held,
                progress.values().stream()
                        .mapToLong(MemoryProgress::aboveWatermark)
                        .sum(),
                "events done above the watermark");
        return held;
    }

    private static void hold(List<String> held, long count, String what) {
        if (count > 0) {
            held.add(count + " " + what);
        }
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
    void record(Receipt receipt, String lane, boolean parksOrHasState, long nowMillis) {
        if (receipt instanceof Receipt.Position at) {
            progress.get(at.channel()).add(at.position());
        } else if (!parksOrHasState) {
            return;
        } else if (receipt instanceof Receipt.Mark at) {
            marks.merge(mark(at, lane), at.position(), Math::max);
            highestMarks.merge(at.channel() + '/' + at.partition(), at.position(), Math::max);
        } else if (receipt instanceof Receipt.Inbox row) {
            inbox.putIfAbsent(row(row), nowMillis);
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
        return receipt instanceof Receipt.Inbox row && inbox.containsKey(row(row));
    }

    /** Forgets old inbox rows, and marks that were passed and that no state or siding needs. Answers how many. */
    long prune(long inboxBefore) {
        long before = inbox.size() + marks.size();
        inbox.values().removeIf(at -> at < inboxBefore);
        marks.entrySet()
                .removeIf(mark ->
                        mark.getValue() <= passed.getOrDefault(mark.getKey().source(), -1L)
                                && !states.containsKey(mark.getKey().lane())
                                && !sidings.containsKey(mark.getKey().lane()));
        return before - inbox.size() - marks.size();
    }

    /** A new generation begins; marks of what goes back go, the others and the inbox belong to it. */
    void nextGeneration(Map<String, Rewind.Log> logs) {
        generation++;
        Set<String> back = new HashSet<>();
        logs.forEach((channel, log) -> {
            log.back().forEach(partition -> back.add(channel + '/' + partition));
            begins.put(channel, new LogBegin(generation, log.place(), log.begin()));
        });
        Map<Mark, Long> kept = new HashMap<>();
        marks.forEach((mark, position) -> {
            if (!back.contains(mark.source())) {
                kept.put(new Mark(generation, mark.source(), mark.lane()), position);
            }
        });
        marks.clear();
        marks.putAll(kept);
        highestMarks.keySet().removeAll(back);
        passed.keySet().removeAll(back);
        Map<String, Long> rows = new HashMap<>();
        inbox.forEach((row, at) -> rows.put(generation + row.substring(row.indexOf('\n')), at));
        inbox.clear();
        inbox.putAll(rows);
    }

    private Mark mark(Receipt.Mark at, String lane) {
        return new Mark(generation, at.channel() + '/' + at.partition(), lane);
    }

    private String row(Receipt.Inbox row) {
        return generation + "\n" + row.channel() + "\n" + row.source() + "\n" + row.id();
    }

    private record Mark(long generation, String source, String lane) {}
}
