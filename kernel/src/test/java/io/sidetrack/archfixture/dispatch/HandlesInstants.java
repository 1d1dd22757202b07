package io.sidetrack.archfixture.dispatch;

import java.time.Duration;
import java.time.Instant;

public final class HandlesInstants {
    public Instant later(Instant from) {
        return from.plus(Duration.ofSeconds(1));
    }
}
