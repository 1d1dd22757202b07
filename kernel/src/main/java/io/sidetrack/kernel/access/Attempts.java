package io.sidetrack.kernel.access;

import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Bounds how fast tokens and codes can be guessed: ten wrong ones from an address, then one in six seconds; a hundred from everywhere,
 * then one in 600 ms. Whoever is over the bound is refused before the proof is looked at, a right one too.
 *
 * <p>The same wrong one again is no guess: it is bounded for itself, so that a program with an old token does not shut out the
 * others at its address. An address that proved itself lately does not answer for what others do.
 *
 * <p>Memory is bounded: the last few thousand addresses are known. Thread-safe.
 */
public final class Attempts {
    private static final int OF_ONE = 10;
    private static final Duration REFILL_OF_ONE = Duration.ofSeconds(6);
    private static final int OF_ALL = 100;
    private static final Duration REFILL_OF_ALL = Duration.ofMillis(600);
    private static final int MOST = 4_096;

    private final LongSupplier nanos;
    private final Bucket all = new Bucket(OF_ALL, REFILL_OF_ALL.toNanos());
    private final Map<String, Bucket> ofOne = new Recent<>();
    private final Map<String, Boolean> proven = new Recent<>();

    /** @param nanos a monotonic clock */
    public Attempts(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** How long it is until {@code proof} from {@code address} is looked at; zero for not at all. */
    public synchronized Duration due(String address, String proof) {
        long now = nanos.getAsLong();
        String place = place(address);
        long wait = Math.max(waitOf(place, now), waitOf(same(place, proof), now));
        if (!proven.containsKey(place)) {
            wait = Math.max(wait, all.due(now));
        }
        return Duration.ofNanos(wait);
    }

    /** It was looked at and was wrong. */
    public synchronized void wrong(String address, String proof) {
        long now = nanos.getAsLong();
        String place = place(address);
        String same = same(place, proof);
        if (!ofOne.containsKey(same)) {
            bucket(place).take(now);
            all.take(now);
        }
        bucket(same).take(now);
    }

    /** It was looked at and was right. */
    public synchronized void right(String address) {
        proven.put(place(address), true);
    }

    synchronized int size() {
        return Math.max(ofOne.size(), proven.size());
    }

    private long waitOf(String key, long now) {
        Bucket bucket = ofOne.get(key);
        return bucket == null ? 0 : bucket.due(now);
    }

    private Bucket bucket(String key) {
        return ofOne.computeIfAbsent(key, fresh -> new Bucket(OF_ONE, REFILL_OF_ONE.toNanos()));
    }

    private static String same(String place, String proof) {
        return place + ' ' + HexFormat.of().formatHex(Secret.hash(proof).getBytes());
    }

    /** Of IPv6 the network: a single machine has 2^64 addresses of one. */
    private static String place(String address) {
        String[] groups = address.split(":", -1);
        return groups.length < 8 ? address : String.join(":", groups[0], groups[1], groups[2], groups[3]);
    }

    /** The entries used last. */
    private static final class Recent<V> extends LinkedHashMap<String, V> {
        private static final long serialVersionUID = 1L;

        Recent() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
            return size() > MOST;
        }
    }

    /** Holds a number of tries, which come back one by one. */
    private static final class Bucket {
        private final long capacity;
        private final long refill;
        private long used;
        private long since;

        Bucket(long capacity, long refill) {
            this.capacity = capacity;
            this.refill = refill;
        }

        long due(long now) {
            comeBack(now);
            return used < capacity ? 0 : refill - (now - since);
        }

        void take(long now) {
            comeBack(now);
            if (used == 0) {
                since = now;
            }
            used = Math.min(capacity, used + 1);
        }

        private void comeBack(long now) {
            long back = Math.min(used, (now - since) / refill);
            used -= back;
            since += back * refill;
        }
    }
}
