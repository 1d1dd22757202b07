package io.sidetrack.kernel.dispatch;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Capped exponential back-off with jitter in its upper half; no overflow at any number of tries. */
final class Backoff {
    private final long base;
    private final long max;
    private final RandomGenerator random;

    Backoff(Duration base, Duration max, RandomGenerator random) {
        this.base = Math.max(1, base.toNanos());
        this.max = Math.max(this.base, max.toNanos());
        this.random = random;
    }

    /** The delay after {@code tries} failures, 1 or more. */
    long nanos(int tries) {
        int doublings = Math.min(tries - 1, Long.numberOfLeadingZeros(base) - 1);
        long delay = Math.min(max, base << doublings);
        return delay / 2 + (long) (random.nextDouble() * (delay - delay / 2));
    }
}
