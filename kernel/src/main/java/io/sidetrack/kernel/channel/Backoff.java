package io.sidetrack.kernel.channel;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Pauses between attempts: doubling up to a cap, with jitter in the upper half. Never overflows. Not thread-safe. */
public final class Backoff {
    private final long first;
    private final long most;
    private final RandomGenerator random;
    private long ceiling;

    public Backoff(Duration first, Duration most, RandomGenerator random) {
        this.first = Math.max(1, first.toMillis());
        this.most = Math.max(this.first, most.toMillis());
        this.random = random;
        this.ceiling = this.first;
    }

    /** The next pause in milliseconds, at least 1. */
    public long next() {
        long half = ceiling / 2;
        long pause = Math.max(1, half + random.nextLong(ceiling - half + 1));
        ceiling = ceiling > most / 2 ? most : ceiling * 2;
        return pause;
    }

    public void reset() {
        ceiling = first;
    }
}
