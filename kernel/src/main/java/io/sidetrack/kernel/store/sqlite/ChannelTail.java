package io.sidetrack.kernel.store.sqlite;

import io.sidetrack.kernel.store.ChannelStore.ChannelEvent;
import io.sidetrack.kernel.store.ChannelStore.ChannelInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * What everybody may see of a channel without asking the file: its bounds, and its newest events as they were appended. Only
 * durable events are in it. The writer changes it, any thread reads.
 */
final class ChannelTail {
    private static final int EVENT_OVERHEAD = 320;

    private final int channelId;
    private final long maxBytes;
    private final ConcurrentSkipListMap<Long, Batch> batches = new ConcurrentSkipListMap<>();
    private long bytes;
    private volatile ChannelInfo info;

    ChannelTail(int channelId, long maxBytes, ChannelInfo info) {
        this.channelId = channelId;
        this.maxBytes = maxBytes;
        this.info = info;
    }

    int channelId() {
        return channelId;
    }

    ChannelInfo info() {
        return info;
    }

    /** Adds events that are durable, of contiguous positions, behind all others. */
    void append(List<ChannelEvent> events, long encodedBytes, ChannelInfo now) {
        long size = encodedBytes + (long) events.size() * EVENT_OVERHEAD;
        batches.put(events.get(0).position(), new Batch(events, size));
        bytes += size;
        info = now;
        while (bytes > maxBytes && batches.size() > 1) {
            bytes -= batches.pollFirstEntry().getValue().size();
        }
    }

    /** Forgets events that are trimmed. */
    void trim(ChannelInfo now) {
        info = now;
        while (!batches.isEmpty() && batches.firstEntry().getValue().last() < now.first()) {
            bytes -= batches.pollFirstEntry().getValue().size();
        }
    }

    /** Events from a position on; {@code null} where they are not all in memory any more. */
    @Nullable
    List<ChannelEvent> read(long fromPosition, int limit) {
        Map.Entry<Long, Batch> entry = batches.floorEntry(fromPosition);
        if (entry == null || entry.getValue().last() < fromPosition) {
            return null;
        }
        List<ChannelEvent> found = new ArrayList<>(Math.min(limit, 256));
        long next = fromPosition;
        while (entry != null && entry.getKey() <= next && found.size() < limit) {
            Batch batch = entry.getValue();
            int from = (int) (next - entry.getKey());
            int to = Math.min(batch.events().size(), from + limit - found.size());
            found.addAll(batch.events().subList(from, to));
            next = entry.getKey() + to;
            entry = batches.higherEntry(entry.getKey());
        }
        return found;
    }

    /** The event at a position, {@code null} where it is not in memory. */
    @Nullable
    ChannelEvent at(long position) {
        List<ChannelEvent> found = read(position, 1);
        return found == null || found.isEmpty() ? null : found.get(0);
    }

    private record Batch(List<ChannelEvent> events, long size) {
        long last() {
            return events.get(events.size() - 1).position();
        }
    }
}
