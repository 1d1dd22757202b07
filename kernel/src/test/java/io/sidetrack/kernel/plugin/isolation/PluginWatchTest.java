package io.sidetrack.kernel.plugin.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PluginWatchTest {
    private final List<PluginUsage> running = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();
    private final Promise<Void> answer = Promise.promise();
    private Future<?> answered = answer.future();
    private final PluginWatch watch = new PluginWatch(() -> running, (id, sha256, reason) -> {
        asked.add(id + " " + sha256 + ": " + reason);
        return answered;
    });

    @Nested
    class A_plugin {
        @Test
        void within_its_budget_is_left_alone() {
            running.add(new PluginUsage("p", "1", 7, false, BlockingPool.SIZE - 1, Budget.STARTED_THREADS, 0));

            watch.look(at(0));
            watch.look(at(1_000));

            assertThat(asked).isEmpty();
        }

        @Test
        void that_has_blocked_all_its_loops_goes() {
            running.add(new PluginUsage("good", "2", 0, false, 0, 0, 0));
            running.add(new PluginUsage("p", "1", 7, true, 0, 0, 0));

            watch.look(at(0));

            assertThat(asked)
                    .singleElement()
                    .asString()
                    .startsWith("p 1: it has blocked every event loop it was given, and was given others 7 times");
        }

        @Test
        void whose_code_starts_more_threads_than_it_may_goes() {
            running.add(new PluginUsage("p", "1", 0, false, 0, Budget.STARTED_THREADS + 1, 0));

            watch.look(at(0));

            assertThat(asked)
                    .singleElement()
                    .asString()
                    .contains("its code has started 1025 threads that have not ended, and may have 1024");
        }

        @Test
        void whose_pool_is_full_of_late_calls_goes_when_that_lasts() {
            running.add(late(BlockingPool.SIZE));

            watch.look(at(100));
            watch.look(at(109));
            assertThat(asked).isEmpty();
            watch.look(at(110));

            assertThat(asked).singleElement().asString().contains("all its 64 threads for blocking calls", "for 10 s");
        }

        @Test
        void whose_pool_gets_a_thread_back_meanwhile_has_its_time_again() {
            running.add(late(BlockingPool.SIZE));
            watch.look(at(0));
            running.set(0, late(BlockingPool.SIZE - 1));
            watch.look(at(5));
            running.set(0, late(BlockingPool.SIZE));
            watch.look(at(9));

            watch.look(at(18));
            assertThat(asked).isEmpty();
            watch.look(at(19));

            assertThat(asked).hasSize(1);
        }

        @Test
        void that_comes_in_another_jar_begins_anew() {
            running.add(late(BlockingPool.SIZE));
            watch.look(at(0));
            running.set(0, new PluginUsage("p", "another", 0, false, BlockingPool.SIZE, 0, 0));

            watch.look(at(10));

            assertThat(asked).isEmpty();
        }

        private PluginUsage late(int calls) {
            return new PluginUsage("p", "1", 0, false, calls, 0, 0);
        }
    }

    @Nested
    class A_quarantine {
        @Test
        void is_asked_for_once_until_it_is_answered_and_again_where_it_failed() {
            running.add(new PluginUsage("p", "1", 7, true, 0, 0, 0));
            watch.look(at(0));
            watch.look(at(1));
            assertThat(asked).hasSize(1);

            answered = Future.succeededFuture();
            answer.fail("the node was busy");
            watch.look(at(2));
            assertThat(asked).hasSize(2);

            running.clear();
            watch.look(at(3));
            assertThat(asked).hasSize(2);
        }
    }

    private static long at(long seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }
}
