package io.sidetrack.kernel.dispatch;

import org.jspecify.annotations.Nullable;

/**
 * The lanes by name: open addressing with linear probing and deletion by shifting back (Knuth, The Art of Computer Programming
 * 3, 6.4, algorithms L and R). Looked into once per event, mostly for a lane that the processor's caches have forgotten: beside a
 * {@link java.util.HashMap} it spares one dependent load, that of the node.
 */
final class LaneTable {
    private static final int SMALLEST = 64;

    private int[] hashes = new int[SMALLEST];
    private @Nullable String[] names = new String[SMALLEST];
    private @Nullable Lane[] lanes = new Lane[SMALLEST];
    private int size;

    int size() {
        return size;
    }

    @Nullable
    Lane get(String name) {
        return lanes[slot(name, hash(name))];
    }

    /** Adds the lane under its name; replaces one of that name. */
    void put(Lane lane) {
        String name = lane.id();
        int hash = hash(name);
        int slot = slot(name, hash);
        if (lanes[slot] == null) {
            if (2 * ++size > lanes.length) {
                grow();
                slot = slot(name, hash);
            }
            hashes[slot] = hash;
            names[slot] = name;
        }
        lanes[slot] = lane;
    }

    /** Removes the lane of the name, if there is one. */
    void remove(String name) {
        int hole = slot(name, hash(name));
        if (lanes[hole] == null) {
            return;
        }
        size--;
        int mask = lanes.length - 1;
        for (int slot = (hole + 1) & mask; lanes[slot] != null; slot = (slot + 1) & mask) {
            int distance = (slot - hashes[slot]) & mask;
            if (distance >= ((slot - hole) & mask)) {
                move(slot, hole);
                hole = slot;
            }
        }
        lanes[hole] = null;
        names[hole] = null;
    }

    /** Where the name is, or where it would be put. */
    private int slot(String name, int hash) {
        int mask = lanes.length - 1;
        int slot = hash & mask;
        while (lanes[slot] != null && (hashes[slot] != hash || !name.equals(names[slot]))) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void move(int from, int to) {
        hashes[to] = hashes[from];
        names[to] = names[from];
        lanes[to] = lanes[from];
    }

    private void grow() {
        int[] oldHashes = hashes;
        @Nullable Lane[] oldLanes = lanes;
        hashes = new int[2 * oldLanes.length];
        names = new String[2 * oldLanes.length];
        lanes = new Lane[2 * oldLanes.length];
        for (int i = 0; i < oldLanes.length; i++) {
            Lane lane = oldLanes[i];
            if (lane != null) {
                String name = lane.id();
                int slot = slot(name, oldHashes[i]);
                hashes[slot] = oldHashes[i];
                names[slot] = name;
                lanes[slot] = lane;
            }
        }
    }

    /** Spreads the bits of a string's hash, whose low ones are alike for names that end alike. */
    private static int hash(String name) {
        int hash = name.hashCode() * 0x9E3779B9;
        return hash ^ (hash >>> 15);
    }
}
