package io.sidetrack.archfixture.dispatch;

import java.time.Clock;
import java.time.Instant;

public final class ReadsTheClock {
    public long millis() {
        return System.currentTimeMillis();
    }

    public long nanos() {
        return System.nanoTime();
    }

    public Instant now() {
        return Instant.now();
    }

    public Clock clock() {
        return Clock.systemUTC();
    }
}
