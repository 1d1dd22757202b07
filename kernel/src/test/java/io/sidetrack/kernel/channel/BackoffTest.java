package io.sidetrack.kernel.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private final Backoff backoff =
            new Backoff(Duration.ofMillis(200), Duration.ofSeconds(30), new SplittableRandom(7));

    @Test
    void doubles_with_jitter_in_the_upper_half_up_to_the_cap() {
        for (long ceiling : new long[] {200, 400, 800, 1_600, 3_200, 6_400, 12_800, 25_600, 30_000, 30_000}) {
            assertThat(backoff.next()).isBetween(ceiling / 2, ceiling);
        }
    }

    @Test
    void never_overflows() {
        Backoff endless = new Backoff(Duration.ofMillis(1), Duration.ofMillis(Long.MAX_VALUE), new SplittableRandom(7));
        for (int i = 0; i < 1_000; i++) {
            assertThat(endless.next()).isPositive();
        }
    }

    @Test
    void begins_anew_after_a_reset() {
        for (int i = 0; i < 20; i++) {
            backoff.next();
        }
        backoff.reset();

        assertThat(backoff.next()).isLessThanOrEqualTo(200);
    }
}
