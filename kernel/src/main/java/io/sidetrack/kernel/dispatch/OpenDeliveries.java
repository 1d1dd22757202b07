package io.sidetrack.kernel.dispatch;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The deliveries of a partition in the order of receipt, from the first that is not finished. One that is finished costs a few bytes
 * until all before it are: behind one long attempt there may be millions.
 */
final class OpenDeliveries {
    private static final int SMALLEST = 64;

    private long[] positions = new long[SMALLEST];
    /** {@code null} where it is finished. */
    private @Nullable Entry[] open = new Entry[SMALLEST];

    private long first;
    private long end;

    /** How many there are, the finished ones behind the first open one included. */
    long size() {
        return end - first;
    }

    void add(Entry entry, long position) {
        if (size() == open.length) {
            grow();
        }
        entry.place = end++;
        positions[slot(entry.place)] = position;
        open[slot(entry.place)] = entry;
    }

    void finish(Entry entry) {
        open[slot(entry.place)] = null;
    }

    boolean isFirst(Entry entry) {
        return entry.place == first;
    }

    /** Leaves the finished ones at the front behind: the position of the last of them, or -1 where there is none. */
    long advance() {
        long last = -1;
        while (first < end && open[slot(first)] == null) {
            last = positions[slot(first++)];
        }
        return last;
    }

    List<Entry> open() {
        List<Entry> entries = new ArrayList<>();
        for (long place = first; place < end; place++) {
            Entry entry = open[slot(place)];
            if (entry != null) {
                entries.add(entry);
            }
        }
        return entries;
    }

    private int slot(long place) {
        return (int) place & (open.length - 1);
    }

    private void grow() {
        long[] oldPositions = positions;
        @Nullable Entry[] oldOpen = open;
        positions = new long[2 * oldOpen.length];
        open = new Entry[2 * oldOpen.length];
        for (long place = first; place < end; place++) {
            int old = (int) place & (oldOpen.length - 1);
            positions[slot(place)] = oldPositions[old];
            open[slot(place)] = oldOpen[old];
        }
    }
}
