package io.sidetrack.kernel.store.sqlite;

import java.util.ArrayList;
import java.util.List;

/**
 * Hashes of source and id of the newest events of a channel, by position: what an append is compared with. A hit is verified by
 * the caller. Grows with what is in it, up to a bound; then the oldest go. Not thread-safe.
 */
final class IdentityWindow {
    private final int bound;
    private long[] hashes;
    private int[] table;
    private long first;
    private long next;

    /** @param bound how many events at most, a power of two */
    IdentityWindow(int bound, long nextPosition) {
        this.bound = bound;
        this.hashes = new long[Math.min(bound, 1024)];
        this.table = new int[hashes.length * 2];
        this.first = nextPosition;
        this.next = nextPosition;
    }

    int bound() {
        return bound;
    }

    /** Adds the event at the next position. */
    void add(long hash) {
        if (next - first == hashes.length) {
            if (hashes.length < bound) {
                grow();
            } else {
                remove(first++);
            }
        }
        int slot = slot(next++);
        hashes[slot] = hash;
        link(slot);
    }

    /** Takes back the newest events, down to the given position. */
    void takeBack(long toPosition) {
        while (next > toPosition) {
            remove(--next);
        }
    }

    /** Forgets the events below a position. */
    void trim(long below) {
        while (first < Math.min(below, next)) {
            remove(first++);
        }
    }

    /** Whether an event with this hash is among them. */
    boolean mayContain(long hash) {
        int mask = table.length - 1;
        for (int i = home(hash) & mask; table[i] != 0; i = (i + 1) & mask) {
            if (hashes[table[i] - 1] == hash) {
                return true;
            }
        }
        return false;
    }

    /** The positions of the events with this hash. */
    List<Long> candidates(long hash) {
        List<Long> positions = new ArrayList<>();
        int mask = table.length - 1;
        for (int i = home(hash) & mask; table[i] != 0; i = (i + 1) & mask) {
            int slot = table[i] - 1;
            if (hashes[slot] == hash) {
                positions.add(position(slot));
            }
        }
        return positions;
    }

    private int slot(long position) {
        return (int) (position & (hashes.length - 1));
    }

    private long position(int slot) {
        return first + ((slot - first) & (hashes.length - 1));
    }

    private static int home(long hash) {
        return (int) (hash ^ (hash >>> 32));
    }

    private void link(int slot) {
        int mask = table.length - 1;
        int i = home(hashes[slot]) & mask;
        while (table[i] != 0) {
            i = (i + 1) & mask;
        }
        table[i] = slot + 1;
    }

    private void remove(long position) {
        int mask = table.length - 1;
        int slot = slot(position);
        int gap = home(hashes[slot]) & mask;
        while (table[gap] != slot + 1) {
            gap = (gap + 1) & mask;
        }
        table[gap] = 0;
        for (int i = (gap + 1) & mask; table[i] != 0; i = (i + 1) & mask) {
            int distance = (i - home(hashes[table[i] - 1])) & mask;
            if (distance >= ((i - gap) & mask)) {
                table[gap] = table[i];
                table[i] = 0;
                gap = i;
            }
        }
    }

    private void grow() {
        long[] old = hashes;
        hashes = new long[old.length * 2];
        table = new int[hashes.length * 2];
        for (long position = first; position < next; position++) {
            int slot = slot(position);
            hashes[slot] = old[(int) (position & (old.length - 1))];
            link(slot);
        }
    }
}
