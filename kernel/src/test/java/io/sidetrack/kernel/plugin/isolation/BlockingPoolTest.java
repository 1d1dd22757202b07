package io.sidetrack.kernel.plugin.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BlockingPoolTest {
    private final BlockingPool pool =
            new BlockingPool(Thread::new, RunningCalls.none().account("p", "1"));

    @AfterEach
    void close() {
        pool.interrupt();
    }

    @Test
    void runs_as_many_calls_at_once_as_it_has_threads_and_then_the_others() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch running = new CountDownLatch(BlockingPool.SIZE);
        CountDownLatch done = new CountDownLatch(2 * BlockingPool.SIZE);
        for (int i = 0; i < 2 * BlockingPool.SIZE; i++) {
            pool.execute(() -> {
                running.countDown();
                await(gate);
                done.countDown();
            });
        }
        assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(done.getCount()).isEqualTo(2 * BlockingPool.SIZE);

        gate.countDown();
        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void knows_how_many_calls_are_late() {
        pool.outOfTime();
        pool.outOfTime();
        pool.endedLate();

        assertThat(pool.late()).isEqualTo(1);
    }

    @Test
    void interrupts_what_runs_at_its_end() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        pool.execute(() -> {
            begun.countDown();
            await(new CountDownLatch(1));
        });
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();

        pool.interrupt();

        assertThat(pool.awaitEnd(Duration.ofSeconds(10))).isTrue();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
