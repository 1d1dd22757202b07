package io.sidetrack.kernel.dispatch.sim;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.event.EventData;
import io.sidetrack.kernel.store.ChannelException;
import io.sidetrack.kernel.store.ChannelSpec;
import io.sidetrack.kernel.store.ChannelStore.Appended;
import io.sidetrack.kernel.store.ChannelStore.ChannelEvent;
import io.sidetrack.kernel.store.ChannelStore.ChannelInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** One embedded channel in memory. */
final class MemoryChannel {
    final String name;
    final List<Consumer<Long>> listeners = new ArrayList<>();
    private ChannelSpec spec;
    private final NavigableMap<Long, ChannelEvent> events = new TreeMap<>();
    private final Map<String, ChannelEvent> known = new HashMap<>();
    private long last;

    MemoryChannel(ChannelSpec spec) {
        this.name = spec.name();
        this.spec = spec;
    }

    void declare(ChannelSpec newSpec) {
        this.spec = newSpec;
    }

    /** Refuses at the soft limit, and content that differs under a known source and id. */
    List<Appended> publish(List<CloudEvent> batch, long slowestWatermark, long nowMillis) {
        int added = 0;
        for (CloudEvent event : batch) {
            ChannelEvent before = known.get(identity(event));
            if (before == null) {
                added++;
            } else if (!before.event().equals(event)) {
                throw new ChannelException(
                        ChannelException.Reason.OTHER_CONTENT,
                        "event " + event.getId() + " was appended to " + name + " before with other content");
            }
        }
        if (added > 0 && undone(slowestWatermark) + added > spec.maxEvents()) {
            throw new ChannelException(
                    ChannelException.Reason.FULL, "channel " + name + " is at its limit of " + spec.maxEvents());
        }
        List<Appended> answers = new ArrayList<>();
        for (CloudEvent event : batch) {
            answers.add(put(event, nowMillis));
        }
        return answers;
    }

    private int undone(long slowestWatermark) {
        return events.tailMap(slowestWatermark, false).size();
    }

    /** Emits may use a tenth more. */
    boolean hasRoomFor(int emits, long slowestWatermark) {
        return undone(slowestWatermark) + emits <= spec.maxEvents() + Math.max(1, spec.maxEvents() / 10);
    }

    Appended put(CloudEvent event, long nowMillis) {
        ChannelEvent before = known.get(identity(event));
        if (before != null) {
            return new Appended(before.position(), true);
        }
        ChannelEvent row = new ChannelEvent(++last, nowMillis, event);
        events.put(last, row);
        known.put(identity(event), row);
        return new Appended(last, false);
    }

    boolean knows(CloudEvent event) {
        return known.containsKey(identity(event));
    }

    List<ChannelEvent> read(long fromPosition, int limit) {
        return events.tailMap(fromPosition, true).values().stream().limit(limit).toList();
    }

    long positionAt(long millis) {
        return events.values().stream()
                .filter(row -> row.atMillis() >= millis)
                .mapToLong(ChannelEvent::position)
                .findFirst()
                .orElse(last + 1);
    }

    /** The first position that is left, behind the last where none is. */
    long first() {
        return events.isEmpty() ? last + 1 : events.firstKey();
    }

    long last() {
        return last;
    }

    ChannelInfo info() {
        long bytes = events.values().stream()
                .mapToLong(row -> {
                    byte[] data = EventData.bytes(row.event());
                    return data == null ? 0 : data.length;
                })
                .sum();
        return new ChannelInfo(name, first(), last, events.size(), bytes);
    }

    long trim(long slowestWatermark, long nowMillis) {
        long oldest = nowMillis - spec.retention().toMillis();
        long before = events.size();
        while (!events.isEmpty()
                && events.firstKey() <= slowestWatermark
                && (events.firstEntry().getValue().atMillis() < oldest || events.size() > spec.maxEvents())) {
            events.pollFirstEntry();
        }
        return before - events.size();
    }

    private static String identity(CloudEvent event) {
        return event.getSource() + " " + event.getId();
    }
}
