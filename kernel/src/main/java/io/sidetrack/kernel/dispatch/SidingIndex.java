package io.sidetrack.kernel.dispatch;

import io.sidetrack.kernel.store.LaneHash;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Which lanes may have a siding: 64-bit hashes in one open-addressed table, about 12 bytes a siding. A hit is checked in the
 * store (two lanes may share a hash); a miss is certain. Counts lanes of one hash, so that removing one keeps the other.
 */
final class SidingIndex {
    private static final long EMPTY = 0;
    private long[] table;
    private int used;
    private final Map<Long, Integer> shared = new HashMap<>();

    SidingIndex(long[] laneHashes) {
        table = new long[tableSize(laneHashes.length)];
        for (long hash : laneHashes) {
            add(hash);
        }
    }

    boolean mayContain(String lane) {
        return used > 0 && table[find(nonZero(LaneHash.of(lane)))] != EMPTY;
    }

    void add(String lane) {
        add(LaneHash.of(lane));
    }

    void remove(String lane) {
        long hash = nonZero(LaneHash.of(lane));
        Integer others = shared.get(hash);
        if (others != null) {
            if (others == 1) {
                shared.remove(hash);
            } else {
                shared.put(hash, others - 1);
            }
            return;
        }
        int slot = find(hash);
        if (table[slot] != EMPTY) {
            table[slot] = EMPTY;
            used--;
            closeGap(slot);
        }
    }

    long size() {
        return used + shared.values().stream().mapToLong(Integer::longValue).sum();
    }

    private void add(long laneHash) {
        long hash = nonZero(laneHash);
        if ((used + 1) * 3L > table.length * 2L) {
            grow();
        }
        int slot = find(hash);
        if (table[slot] == EMPTY) {
            table[slot] = hash;
            used++;
        } else {
            shared.merge(hash, 1, Integer::sum);
        }
    }

    /** Linear probing: the slot that holds {@code hash}, or the empty one where it would go. */
    private int find(long hash) {
        int mask = table.length - 1;
        int slot = (int) hash & mask;
        while (table[slot] != EMPTY && table[slot] != hash) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    /** Moves later members of the run back, so that no probe ends too early. */
    private void closeGap(int gap) {
        int mask = table.length - 1;
        int slot = gap;
        while (true) {
            slot = (slot + 1) & mask;
            long hash = table[slot];
            if (hash == EMPTY) {
                return;
            }
            int home = (int) hash & mask;
            if (((slot - home) & mask) >= ((slot - gap) & mask)) {
                table[gap] = hash;
                table[slot] = EMPTY;
                gap = slot;
            }
        }
    }

    private void grow() {
        long[] old = table;
        table = new long[old.length * 2];
        for (long hash : old) {
            if (hash != EMPTY) {
                table[find(hash)] = hash;
            }
        }
    }

    private static int tableSize(int lanes) {
        int size = 64;
        while (size * 2L < lanes * 3L + 3) {
            size *= 2;
        }
        return size;
    }

    private static long nonZero(long hash) {
        return hash == EMPTY ? 1 : hash;
    }

    @Override
    public String toString() {
        return "SidingIndex" + Arrays.asList(used, table.length);
    }
}
