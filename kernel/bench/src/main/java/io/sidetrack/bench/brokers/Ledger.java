package io.sidetrack.bench.brokers;

import java.util.Arrays;
import java.util.BitSet;

/** Whether every event came out, none twice, and those of each key in their order. */
final class Ledger {
    private final int events;
    private final BitSet seen;
    private final long[] lastOfKey = new long[BenchValue.KEYS];
    private long twice;
    private long overtaken;
    private long strange;

    Ledger(int events) {
        this.events = events;
        this.seen = new BitSet(events);
        Arrays.fill(lastOfKey, -1);
    }

    void add(byte[] value) {
        long number = value.length == BenchValue.BYTES ? BenchValue.number(value) : -1;
        if (number < 0 || number >= events) {
            strange++;
        } else if (seen.get((int) number)) {
            twice++;
        } else {
            seen.set((int) number);
            int key = BenchValue.keyOf(number);
            if (lastOfKey[key] > number) {
                overtaken++;
            }
            lastOfKey[key] = number;
        }
    }

    /** @throws IllegalStateException where the run must not count */
    void check(String contender) {
        int missing = events - seen.cardinality();
        if (missing + twice + overtaken + strange > 0) {
            throw new IllegalStateException(String.format(
                    "%s: of %,d events %,d are missing, %,d came twice, %,d overtook one of their key; %,d are none of them",
                    contender, events, missing, twice, overtaken, strange));
        }
    }
}
