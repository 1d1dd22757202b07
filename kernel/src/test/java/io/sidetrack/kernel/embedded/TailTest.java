package io.sidetrack.kernel.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TailTest {
    private final AtomicInteger wakes = new AtomicInteger();
    private final Tail tail = new Tail(wakes::incrementAndGet);

    @Test
    void a_reader_that_waits_is_woken_by_the_next_append_and_by_that_alone() {
        assertThat(tail.reachesBeyond(0)).isFalse();

        tail.accept(1L);
        tail.accept(2L);

        assertThat(wakes).hasValue(1);
        assertThat(tail.reachesBeyond(1)).isTrue();
        assertThat(tail.reachesBeyond(2)).isFalse();
    }

    @Test
    void a_reader_that_is_busy_is_not_woken() {
        tail.accept(1L);
        tail.accept(2L);

        assertThat(wakes).hasValue(0);
        assertThat(tail.last()).isEqualTo(2);
    }

    @Test
    void an_append_that_is_told_late_takes_nothing_back() {
        tail.accept(5L);
        tail.accept(3L);

        assertThat(tail.last()).isEqualTo(5);
    }

    /** The appender goes on as soon as the reader has seen an append, and the reader dawdles, so that each meets the other anywhere. */
    @Test
    void an_append_that_crosses_the_decision_to_wait_is_never_missed() throws InterruptedException {
        int appends = 20_000;
        AtomicInteger woken = new AtomicInteger();
        Tail crossed = new Tail(woken::incrementAndGet);
        AtomicLong read = new AtomicLong();
        Thread appender = new Thread(() -> {
            for (long position = 1; position <= appends; position++) {
                crossed.accept(position);
                while (read.get() < position && !Thread.currentThread().isInterrupted()) {
                    Thread.onSpinWait();
                }
            }
        });
        appender.start();

        try {
            SplittableRandom dawdling = new SplittableRandom(1);
            while (read.get() < appends) {
                int before = woken.get();
                for (int i = dawdling.nextInt(20); i > 0; i--) {
                    Thread.onSpinWait();
                }
                if (crossed.reachesBeyond(read.get())) {
                    read.set(crossed.last());
                } else {
                    awaitChange(woken, before, read.get());
                }
            }
        } finally {
            appender.interrupt();
            appender.join();
        }
    }

    private static void awaitChange(AtomicInteger woken, int before, long read) {
        long start = System.nanoTime();
        while (woken.get() == before) {
            Thread.onSpinWait();
            if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(10)) {
                throw new AssertionError("waits without a wake-up behind " + read);
            }
        }
    }
}
