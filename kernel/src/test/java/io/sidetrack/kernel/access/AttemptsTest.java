package io.sidetrack.kernel.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AttemptsTest {
    private final AtomicLong nanos = new AtomicLong(1_000_000_000_000L);
    private final Attempts attempts = new Attempts(nanos::get);

    private boolean isLookedAt(String address, String proof) {
        return attempts.due(address, proof).isZero();
    }

    private void guess(String address, int times) {
        for (int i = 0; i < times; i++) {
            attempts.wrong(address, "guess " + i);
        }
    }

    @Test
    void ten_guesses_are_free_and_the_next_one_waits_whatever_it_is() {
        guess("10.0.0.1", 9);
        assertThat(isLookedAt("10.0.0.1", "right")).isTrue();

        guess("10.0.0.1", 20);

        assertThat(attempts.due("10.0.0.1", "right")).isEqualTo(Duration.ofSeconds(6));
        assertThat(isLookedAt("10.0.0.2", "right")).isTrue();
    }

    @Test
    void one_guess_comes_back_in_six_seconds() {
        guess("10.0.0.1", 10);
        nanos.addAndGet(Duration.ofSeconds(5).toNanos());
        assertThat(attempts.due("10.0.0.1", "x")).isEqualTo(Duration.ofSeconds(1));
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(isLookedAt("10.0.0.1", "x")).isTrue();
        attempts.wrong("10.0.0.1", "x");
        assertThat(isLookedAt("10.0.0.1", "y")).isFalse();
    }

    @Test
    void an_old_token_sent_again_and_again_waits_alone() {
        for (int i = 0; i < 10; i++) {
            assertThat(isLookedAt("10.0.0.1", "old")).isTrue();
            attempts.wrong("10.0.0.1", "old");
        }

        assertThat(isLookedAt("10.0.0.1", "old")).isFalse();
        assertThat(isLookedAt("10.0.0.1", "right")).isTrue();
    }

    @Test
    void guesses_from_many_addresses_wait_too_but_not_who_proved_itself() {
        attempts.right("10.9.9.9");
        for (int i = 0; i < 100; i++) {
            attempts.wrong("10.0.0." + i, "guess " + i);
        }

        assertThat(attempts.due("10.1.1.1", "x")).isEqualTo(Duration.ofMillis(600));
        assertThat(isLookedAt("10.9.9.9", "right")).isTrue();
    }

    @Test
    void addresses_of_one_network_of_IPv6_are_one() {
        for (int i = 0; i < 10; i++) {
            attempts.wrong("2001:db8:0:1:0:0:0:" + i, "guess " + i);
        }

        assertThat(isLookedAt("2001:db8:0:1:0:0:0:ff", "x")).isFalse();
        assertThat(isLookedAt("2001:db8:0:2:0:0:0:1", "x")).isTrue();
    }

    @Test
    void what_is_remembered_is_bounded() {
        guess("10.0.0.1", 10);
        for (int i = 0; i < 100_000; i++) {
            attempts.wrong("10.1." + i / 250 + "." + i % 250, "guess");
        }

        assertThat(attempts.size()).isLessThanOrEqualTo(4_096);
    }
}
