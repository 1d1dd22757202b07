package io.sidetrack.kernel.lifecycle.subscription;

import static io.sidetrack.kernel.lifecycle.subscription.HostedNode.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidetrack.api.processor.Processor;
import io.sidetrack.api.processor.Result;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Once a pause has answered, nothing new runs on the main line. */
@Timeout(60)
class PauseTest {
    private static final String CONFIG = "channels: {in: {}}\n"
            + "subscriptions:\n"
            + "  s: {processor: p.s, from: [in]}\n"
            + "  others: {processor: p.others, from: [in]}\n";

    @TempDir
    private Path folder;

    private HostedNode node;
    private final List<String> ran = new CopyOnWriteArrayList<>();
    private final Processor processor = call -> {
        ran.add(call.subscription() + ":" + call.event().getId());
        return Result.done().future();
    };

    @BeforeEach
    void prepare() {
        node = new HostedNode(folder);
        node.processors.put("p.s", processor);
        node.processors.put("p.others", processor);
    }

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void what_the_source_was_asked_for_before_waits_for_resume() {
        node.start(CONFIG);
        node.publish("in", "e1", "A", "1");
        HostedNode.until("the first has run", () -> ran.contains("s:e1"));

        await(node.subscriptions().pause("s", "ann"));
        node.publish("in", "e2", "A", "2");
        node.publish("in", "e3", "B", "3");
        HostedNode.until("the next were delivered", () -> node.state("s").inFlight() == 2);

        assertThat(ran).doesNotContain("s:e2", "s:e3");
        await(node.subscriptions().resume("s", "ann"));
        HostedNode.until("they run", () -> ran.contains("s:e2") && ran.contains("s:e3"));
    }

    @Test
    void it_may_come_while_the_shard_is_being_deployed() {
        node.start(CONFIG);
        node.publish("in", "e1", "A", "1");
        HostedNode.until("the first has run", () -> ran.contains("s:e1"));
        await(node.subscriptions().halt());
        CountDownLatch released = new CountDownLatch(1);
        blockLoops(released);

        Future<Void> starting = node.subscriptions().startAll();
        HostedNode.until("it starts", () -> node.state("s").state().equals("starting"));
        await(node.subscriptions().pause("s", "ann"));
        released.countDown();
        await(starting);
        node.awaitState("s", "paused");
        node.publish("in", "e2", "A", "2");
        HostedNode.until("the other subscription runs", () -> ran.contains("others:e2"));

        assertThat(node.state("s").lag()).isEqualTo(1);
        assertThat(ran).doesNotContain("s:e2");
        await(node.subscriptions().resume("s", "ann"));
        HostedNode.until("it runs", () -> ran.contains("s:e2"));
    }

    /** No shard can be deployed until they are released. */
    private void blockLoops(CountDownLatch released) {
        for (int loop = 0; loop < VertxOptions.DEFAULT_EVENT_LOOP_POOL_SIZE; loop++) {
            node.plugin().deployVerticle(new VerticleBase() {
                @Override
                public Future<?> start() throws InterruptedException {
                    released.await();
                    return Future.succeededFuture();
                }
            });
        }
    }
}
