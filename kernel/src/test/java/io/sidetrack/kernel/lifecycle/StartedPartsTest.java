package io.sidetrack.kernel.lifecycle;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StartedPartsTest {
    private final StartedParts parts = new StartedParts();
    private final List<String> stopped = new CopyOnWriteArrayList<>();

    @Test
    void stop_in_reverse_order_each_after_the_other() throws Exception {
        Promise<Void> slow = Promise.promise();
        CountDownLatch asked = new CountDownLatch(1);
        parts.add("first", ofSeconds(5), () -> note("first"));
        parts.add("slow", ofSeconds(5), () -> {
            stopped.add("slow");
            asked.countDown();
            return slow.future();
        });

        Thread stopping = new Thread(parts::stopAll);
        stopping.start();

        assertThat(asked.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(stopped).containsExactly("slow");
        slow.complete();
        stopping.join(5_000);
        assertThat(stopped).containsExactly("slow", "first");
    }

    @Test
    void stop_although_one_fails_one_throws_and_one_never_ends() {
        parts.add("first", ofSeconds(5), () -> note("first"));
        parts.add("failing", ofSeconds(5), () -> Future.failedFuture("broken"));
        parts.add("throwing", ofSeconds(5), () -> {
            throw new IllegalStateException("broken");
        });
        parts.add("hanging", ofMillis(20), () -> Promise.promise().future());

        parts.stopAll();

        assertThat(stopped).containsExactly("first");
    }

    private Future<Void> note(String name) {
        stopped.add(name);
        return Future.succeededFuture();
    }
}
