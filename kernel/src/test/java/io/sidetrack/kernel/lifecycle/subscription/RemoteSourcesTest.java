package io.sidetrack.kernel.lifecycle.subscription;

import static io.sidetrack.kernel.lifecycle.subscription.HostedNode.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidetrack.api.adapter.Source;
import io.sidetrack.api.event.EventBuilder;
import io.sidetrack.api.processor.EventRejectedException;
import io.sidetrack.api.processor.Invocation;
import io.sidetrack.api.processor.Result;
import io.sidetrack.kernel.store.ErrorStore.ErroredSummary;
import io.sidetrack.kernel.store.Status;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Subscriptions to channels of remote brokers: where they begin, who else reads, and what is told while they do not read. */
@Timeout(60)
class RemoteSourcesTest {
    private static final String CONFIG = "brokers: {logs: {adapter: log}, queues: {adapter: queue}}\n"
            + "channels: {in: {broker: logs}, jobs: {broker: queues}}\n"
            + "subscriptions:\n  s: {processor: p.s, from: [in]%s}\n";

    @TempDir
    private Path folder;

    private HostedNode node;
    private final List<String> ran = new CopyOnWriteArrayList<>();
    private volatile boolean mended;

    @BeforeEach
    void prepare() {
        node = new HostedNode(folder);
        node.processors.put("p.s", this::process);
    }

    @AfterEach
    void close() {
        node.close();
    }

    private Future<Result> process(Invocation call) {
        String id = call.event().getId();
        if (id.startsWith("bad") && !mended) {
            throw new EventRejectedException("it is bad");
        }
        ran.add(id);
        return Result.done().future();
    }

    /** Another program sends, whether the node runs or not. */
    private void put(String id, String key) {
        node.log.put(
                "in",
                key,
                EventBuilder.event()
                        .id(id)
                        .source("/s")
                        .type("t")
                        .partitionKey(key)
                        .build());
    }

    private void awaitRan(String... ids) {
        HostedNode.until(ran + " has " + List.of(ids), () -> ran.containsAll(List.of(ids)));
        assertThat(ran).containsExactly(ids);
    }

    private void start(String more) {
        node.start(CONFIG.formatted(more));
    }

    private void restart(String more) {
        node.stop();
        start(more);
    }

    @Nested
    class Where_it_begins {

        @Test
        void latest_is_behind_what_was_there_at_the_first_start_whatever_the_broker_still_knows() {
            put("old", "A");
            start(", start: latest");
            node.awaitState("s", "running");
            assertThat(node.log.settled("in", "s", 0))
                    .as("progress at the broker")
                    .isEmpty();
            node.stop();
            put("e1", "A");

            start(", start: latest");
            awaitRan("e1");

            node.stop();
            node.log.expire("in", "s");
            put("e2", "A");
            start(", start: latest");
            awaitRan("e1", "e1", "e2");
        }

        @Test
        void a_time_is_the_first_event_that_came_then_or_later() throws InterruptedException {
            put("old", "A");
            Instant later = later();
            put("e1", "A");

            start(", start: " + later);

            awaitRan("e1");
        }

        @Test
        void positions_are_by_partition_and_a_partition_that_is_not_named_begins_with_its_first_event() {
            node.log.create("in", 2);
            put("a0", "A");
            put("a1", "A");
            put("b0", "B");

            start(", start: {in: {1: 1}}"); // key A is in partition 1, key B in partition 0

            HostedNode.until("two ran", () -> ran.size() == 2);
            assertThat(ran).containsExactlyInAnyOrder("a1", "b0");
        }

        @Test
        void a_partition_that_is_not_there_is_told() {
            start(", start: {in: {7: 1}}");

            node.awaitState("s", "disconnected");
            assertThat(node.state("s").detail()).contains("channel in", "no partition '7'", "[0]");
        }

        @Test
        void a_queue_begins_with_what_it_holds() {
            node.start(CONFIG.formatted("").replace("from: [in]", "from: [jobs], start: latest"));

            node.awaitState("s", "disconnected");
            assertThat(node.state("s").detail()).contains("subscriptions.s.start", "jobs is a queue");
        }
    }

    @Nested
    class Who_else_reads {

        @Test
        void beside_another_kernel_it_takes_in_nothing_and_goes_on_when_it_is_alone() {
            Source other = RemoteReaders.open(node.log.adapter(), node.plugin(), "in", "s");
            put("e1", "A");

            start("");

            node.awaitState("s", "competing");
            assertThat(node.state("s").detail()).contains("channel in", "another-kernel");
            assertThat(ran).isEmpty();
            await(other.close());
            awaitRan("e1");
            node.awaitState("s", "running");
            assertThat(node.state("s").detail()).isEmpty();
        }

        @Test
        void when_another_comes_sidings_and_decisions_go_on() {
            put("bad1", "A");
            put("e2", "A");
            start("");
            ErroredSummary errored = node.awaitErrored(Status.OPEN);
            HostedNode.until("the follower is parked", () -> node.state("s").parked() == 2);

            Source other = RemoteReaders.open(node.log.adapter(), node.plugin(), "in", "s");
            node.awaitState("s", "competing");
            mended = true;
            await(node.resolutions().resubmit(errored.id(), errored.version(), null, false, "ann", ""));

            awaitRan("bad1", "e2");
            assertThat(node.state("s").state()).isEqualTo("competing");
            await(other.close());
            put("e3", "A");
            awaitRan("bad1", "e2", "e3");
        }

        @Test
        void a_shared_subscription_and_one_without_order_read_beside_others() {
            RemoteReaders.open(node.log.adapter(), node.plugin(), "in", "s");
            start(", shared: true");
            node.awaitState("s", "running");

            restart(", ordering: none");
            node.awaitState("s", "running");
        }

        @Test
        void a_queue_that_another_kernel_reads_is_not_read() {
            Source other = RemoteReaders.open(node.queue.adapter(), node.plugin(), "jobs", "s");

            node.start(CONFIG.formatted("").replace("from: [in]", "from: [jobs]"));

            node.awaitState("s", "competing");
            await(other.close());
            node.awaitState("s", "running");
        }

        @Test
        void the_node_keeps_its_name_over_a_restart_and_does_not_compete_with_itself() {
            start("");
            String name = node.store().nodeName();
            node.awaitState("s", "running");
            restart("");
            node.awaitState("s", "running");

            assertThat(node.store().nodeName()).isEqualTo(name).matches("sidetrack-[0-9a-f]{16}");
        }
    }

    @Nested
    class What_is_told {

        @Test
        void a_broker_that_is_away_is_the_state_of_the_subscription_and_it_goes_on_when_it_is_back() {
            start("");
            node.awaitState("s", "running");

            node.log.down(true);
            await(node.log.cut("the cable"));
            node.awaitState("s", "disconnected");
            HostedNode.until(
                    "the detail says why", () -> node.state("s").detail().contains("cannot connect to broker logs"));

            node.log.down(false);
            put("e1", "A");
            awaitRan("e1");
            node.awaitState("s", "running");
        }

        @Test
        void lag_is_what_the_broker_holds_and_is_not_settled() {
            start("");
            put("e1", "A");
            awaitRan("e1");
            node.awaitLag("s", 0);
            await(node.subscriptions().pause("s", "ann"));

            put("e2", "A");
            put("e3", "B");

            node.awaitLag("s", 2);
            await(node.subscriptions().resume("s", "ann"));
            node.awaitLag("s", 0);
        }

        @Test
        void lag_is_unknown_while_no_broker_tells() {
            RemoteReaders.open(node.log.adapter(), node.plugin(), "in", "s");
            start("");

            node.awaitState("s", "competing");
            assertThat(node.state("s").lag()).isEqualTo(-1);
        }
    }

    @Nested
    class Input_that_is_no_event {
        private final byte[] raw = {'{', (byte) 0xff, 0, '}'};

        private ErroredSummary errored(String from) {
            node.start(CONFIG.formatted("").replace("from: [in]", "from: [" + from + "]"));
            ErroredSummary errored = node.awaitErrored(Status.OPEN);
            assertThat(errored.received().event()).isNull();
            assertThat(errored.received().raw()).isEqualTo(raw);
            assertThat(errored.received().problem()).isNotBlank();
            return errored;
        }

        private void resubmit(ErroredSummary errored) {
            assertThatThrownBy(() ->
                            await(node.resolutions().resubmit(errored.id(), errored.version(), null, false, "ann", "")))
                    .hasMessageContaining("can only be resubmitted with an event in its place");
            await(node.resolutions()
                    .resubmit(
                            errored.id(),
                            errored.version(),
                            EventBuilder.event()
                                    .id("made")
                                    .source("/by-hand")
                                    .type("t")
                                    .partitionKey("A")
                                    .data(raw)
                                    .dataContentType("application/octet-stream")
                                    .build(),
                            false,
                            "ann",
                            ""));
        }

        @Test
        void waits_with_its_bytes_and_those_of_its_key_behind_it_until_somebody_makes_an_event_of_it() {
            node.log.putUndecodable("in", "A", raw);
            put("e2", "A");
            put("e3", "B");
            ErroredSummary errored = errored("in");
            assertThat(errored.lane()).contains("A");
            HostedNode.until("the follower waits", () -> node.state("s").parked() == 2);
            awaitRan("e3");
            node.stop();
            node.start(CONFIG.formatted(""));

            resubmit(node.awaitErrored(Status.OPEN));

            awaitRan("e3", "made", "e2");
            assertThat(node.errors()).extracting(ErroredSummary::status).containsExactly(Status.SUCCEEDED);
        }

        @Test
        void from_a_queue_likewise() {
            node.queue.putUndecodable("jobs", null, raw);

            resubmit(errored("jobs"));

            awaitRan("made");
            HostedNode.until("it is settled at the broker", () -> node.queue.depth("jobs") == 0);
        }
    }

    private static Instant later() throws InterruptedException {
        long now = System.currentTimeMillis();
        while (System.currentTimeMillis() <= now) {
            Thread.onSpinWait();
        }
        return Instant.ofEpochMilli(now + 1);
    }
}
