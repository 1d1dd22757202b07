package io.sidetrack.kernel.store.sqlite;

import io.sidetrack.kernel.store.Progress;
import java.util.Map;
import java.util.TreeMap;

/** The positions that a subscription has done: a watermark and ranges above it, merged as they grow together. Not thread-safe. */
final class DoneSet {
    private long watermark;
    private final TreeMap<Long, Long> above = new TreeMap<>();

    DoneSet(long watermark) {
        this.watermark = watermark;
    }

    static DoneSet decode(long watermark, byte[] ranges) {
        DoneSet done = new DoneSet(watermark);
        BlobReader in = new BlobReader(ranges);
        long at = watermark;
        while (in.hasMore()) {
            long from = at + in.unsigned();
            at = from + in.unsigned();
            done.above.put(from, at);
        }
        return done;
    }

    long watermark() {
        return watermark;
    }

    /** How many positions above the watermark are done. */
    long aboveWatermark() {
        long count = 0;
        for (Map.Entry<Long, Long> range : above.entrySet()) {
            count += range.getValue() - range.getKey() + 1;
        }
        return count;
    }

    void add(long position) {
        if (position <= watermark) {
            return;
        }
        if (position == watermark + 1) {
            watermark = position;
            absorb();
            return;
        }
        long from = position;
        long to = position;
        Map.Entry<Long, Long> below = above.floorEntry(position);
        if (below != null && below.getValue() >= position - 1) {
            if (below.getValue() >= position) {
                return;
            }
            from = below.getKey();
        }
        Long next = above.get(position + 1);
        if (next != null) {
            above.remove(position + 1);
            to = next;
        }
        above.put(from, to);
    }

    /** Nothing at or below {@code position} will ever come: it is trimmed. */
    void raise(long position) {
        if (position > watermark) {
            above.headMap(position, true).values().removeIf(to -> to <= position);
            Map.Entry<Long, Long> across = above.floorEntry(position);
            watermark = position;
            if (across != null) {
                above.remove(across.getKey());
                watermark = across.getValue();
            }
            absorb();
        }
    }

    private void absorb() {
        if (!above.isEmpty() && above.firstKey() == watermark + 1) {
            watermark = above.pollFirstEntry().getValue();
        }
    }

    Progress progress() {
        long[] ranges = new long[above.size() * 2];
        int i = 0;
        for (Map.Entry<Long, Long> range : above.entrySet()) {
            ranges[i++] = range.getKey();
            ranges[i++] = range.getValue();
        }
        return new Progress(watermark, ranges);
    }

    byte[] encodeRanges() {
        BlobWriter out = new BlobWriter(above.size() * 4);
        long at = watermark;
        for (Map.Entry<Long, Long> range : above.entrySet()) {
            out.unsigned(range.getKey() - at).unsigned(range.getValue() - range.getKey());
            at = range.getValue();
        }
        return out.toBytes();
    }
}
