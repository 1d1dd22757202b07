package io.sidetrack.kernel.lifecycle.subscription;

import static io.sidetrack.kernel.lifecycle.subscription.HostedNode.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidetrack.api.event.EventData;
import io.sidetrack.api.processor.EventRejectedException;
import io.sidetrack.api.processor.Invocation;
import io.sidetrack.api.processor.Result;
import io.sidetrack.kernel.lifecycle.RewindRequest;
import io.sidetrack.kernel.store.ErrorStore.ErroredSummary;
import io.sidetrack.kernel.store.Rewind.KeyedState;
import io.sidetrack.kernel.store.Rewind.Rewound;
import io.sidetrack.kernel.store.Status;
import io.sidetrack.kernel.store.SubscriptionException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A subscription that is sent back to run events once more, on channels of the store and of remote brokers. */
@Timeout(60)
class RewindTest {
    private static final String EMBEDDED = "channels: {in: {}}\nsubscriptions:\n  s: {processor: p.s, from: [in]%s}\n";
    private static final String REMOTE = "brokers: {logs: {adapter: log}, queues: {adapter: queue}}\n"
            + "channels: {in: {broker: logs}, other: {broker: logs}, jobs: {broker: queues}}\n"
            + "subscriptions:\n  s: {processor: p.s, from: [in, other, jobs]}\n";

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

    /** Runs {@code good}; appends the id to the keyed state for {@code count}; fails at {@code bad} until it is mended. */
    private Future<Result> process(Invocation call) {
        String id = call.event().getId();
        String text = EventData.text(call.event());
        if (text.equals("bad") && !mended) {
            throw new EventRejectedException("it says bad");
        }
        if (text.equals("count")) {
            Buffer before = call.state();
            ran.add(id + "(" + (before == null ? "" : before) + ")");
            return Result.done()
                    .state(Buffer.buffer((before == null ? "" : before.toString()) + id))
                    .future();
        }
        ran.add(id);
        return Result.done().future();
    }

    private void publish(String... idsAndTexts) {
        for (int i = 0; i < idsAndTexts.length; i += 2) {
            node.publish("in", idsAndTexts[i], "A", idsAndTexts[i + 1]);
        }
        node.awaitLag("s", 0);
    }

    private Rewound rewind(RewindRequest request) {
        await(node.subscriptions().pause("s", "ann"));
        return await(node.subscriptions().rewind("s", request, "ann"));
    }

    private void assertRefused(RewindRequest request, String... why) {
        assertThatThrownBy(() -> await(node.subscriptions().rewind("s", request, "ann")))
                .isInstanceOf(SubscriptionException.class)
                .hasMessageContainingAll(why);
    }

    private void resume(String... expected) {
        await(node.subscriptions().resume("s", "ann"));
        HostedNode.until(ran + " is " + List.of(expected), () -> ran.size() >= expected.length);
        assertThat(ran).containsExactly(expected);
    }

    @Test
    void runs_what_comes_behind_the_target_once_more_and_what_waited_there_is_superseded() {
        node.start(EMBEDDED.formatted(""));
        publish("e1", "good", "e2", "bad", "e3", "good");
        ErroredSummary head = node.awaitErrored(Status.OPEN);
        assertRefused(RewindRequest.toAll("2", null), "'s'", "not paused", "/pause");
        mended = true;

        Rewound rewound = rewind(RewindRequest.toAll("2", null));

        assertThat(rewound).isEqualTo(new Rewound(2, 2, 1));
        assertThat(node.state("s").state()).isEqualTo("paused");
        assertThat(node.state("s").generation()).isEqualTo(2);
        assertThat(node.state("s").sidings()).isZero();
        assertThat(node.errors()).extracting(ErroredSummary::status).containsExactly(Status.SUPERSEDED);
        assertThat(node.errors()).extracting(ErroredSummary::id).containsExactly(head.id());
        resume("e1", "e2", "e3");
    }

    @Test
    void survives_a_crash_behind_it() {
        node.start(EMBEDDED.formatted(""));
        publish("e1", "good", "e2", "good");
        rewind(RewindRequest.toAll("earliest", null));
        node.stop();
        node.start(EMBEDDED.formatted(""));
        assertThat(node.state("s").state()).isEqualTo("paused");
        resume("e1", "e2", "e1", "e2");
    }

    @Test
    void goes_back_to_a_time() {
        node.start(EMBEDDED.formatted(""));
        publish("e1", "good", "e2", "good");
        await(node.subscriptions().pause("s", "ann"));
        assertRefused(RewindRequest.toAll(Instant.now().plusSeconds(60).toString(), null), "done nothing since");
        rewind(RewindRequest.toAll(Instant.now().minusSeconds(60).toString(), null));
        resume("e1", "e2", "e1", "e2");
    }

    @Test
    void clears_keyed_state_only_from_the_beginning_or_when_it_is_told_what_becomes_of_it() {
        node.start(EMBEDDED.formatted(""));
        publish("e1", "count", "e2", "count");
        await(node.subscriptions().pause("s", "ann"));

        assertRefused(RewindRequest.toAll("2", null), "keyed state", "clear", "keep");
        rewind(RewindRequest.toAll("2", KeyedState.KEEP));
        resume("e1()", "e2(e1)", "e2(e1e2)");
        rewind(RewindRequest.toAll("2", KeyedState.CLEAR));
        resume("e1()", "e2(e1)", "e2(e1e2)", "e2()");
        rewind(RewindRequest.toAll("earliest", null));
        resume("e1()", "e2(e1)", "e2(e1e2)", "e2()", "e1()", "e2(e1)");
    }

    @Test
    void makes_way_for_another_order() {
        node.start(EMBEDDED.formatted(""));
        publish("e1", "count", "e2", "bad");
        node.awaitErrored(Status.OPEN);
        node.stop();
        node.start(EMBEDDED.formatted(", key: subject"));
        assertThat(node.state("s").state()).isEqualTo("order-changed");
        assertThat(node.state("s").detail()).contains("/api/v1/subscriptions/s/rewind");
        mended = true;

        rewind(RewindRequest.toAll("earliest", null));

        node.awaitState("s", "paused");
        resume("e1()", "e1()", "e2");
    }

    @Test
    void reads_a_remote_log_from_its_beginning_and_leaves_the_other_channels_where_they_are() {
        node.start(REMOTE);
        node.publish("in", "e1", "A", "count");
        node.publish("other", "o1", "B", "good");
        node.publish("jobs", "j1", "C", "good");
        HostedNode.until("all three ran", () -> ran.size() == 3);
        await(node.subscriptions().pause("s", "ann"));
        assertRefused(RewindRequest.toAll("earliest", null), "queue", "'jobs'");
        assertRefused(RewindRequest.to(Map.of("in", "1"), null), "'in'", "earliest", "{\"0\": 1}");
        assertRefused(RewindRequest.to(Map.of("none", "earliest"), null), "'none'", "[in, other, jobs]");
        assertRefused(RewindRequest.to(Map.of("in", "earliest"), null), "keyed state");
        ran.clear();

        rewind(RewindRequest.to(Map.of("in", "earliest"), KeyedState.CLEAR));

        resume("e1()");
        node.publish("in", "e2", "A", "count");
        node.publish("other", "o2", "B", "good");
        HostedNode.until("what comes now runs", () -> ran.contains("e2(e1)") && ran.contains("o2"));
        HostedNode.until(
                "the new generation's progress is at the broker",
                () -> node.log.settled("in", "s.2", 0).orElse(-1) == 1);
        node.stop();
        node.start(REMOTE);
        node.publish("in", "e3", "A", "count");
        HostedNode.until("it goes on where it was", () -> ran.contains("e3(e1e2)"));
        assertThat(ran).containsOnlyOnce("e1()").containsOnlyOnce("e2(e1)").doesNotContain("o1");
    }

    private static final String PARTITIONS = "brokers: {logs: {adapter: log}}\nchannels: {in: {broker: logs}}\n"
            + "subscriptions:\n  s: {processor: p.s, from: [in]}\n";

    /** Keys A and C are in partition 1 of two, B in partition 0. */
    private void onTwoPartitions() {
        node.log.create("in", 2);
        node.start(PARTITIONS);
        node.publish("in", "a0", "A", "good");
        node.publish("in", "a1", "A", "good");
        node.publish("in", "c2", "C", "bad");
        node.publish("in", "a3", "A", "good");
        node.publish("in", "b0", "B", "good");
        node.publish("in", "b1", "B", "bad");
        HostedNode.until("four ran", () -> ran.size() == 4);
        HostedNode.until("two are errored", () -> node.errors().size() == 2);
        node.awaitLag("s", 0);
        ran.clear();
        mended = true;
        await(node.subscriptions().pause("s", "ann"));
    }

    private List<Status> statuses() {
        return node.errors().stream().map(ErroredSummary::status).sorted().toList();
    }

    @Test
    void reads_a_remote_log_from_positions_and_partitions_that_are_not_named_stay_where_they_are() {
        onTwoPartitions();
        assertRefused(RewindRequest.to(Map.of("in", Map.of("9", 0)), null), "no partition '9'", "[0, 1]");
        assertRefused(RewindRequest.to(Map.of("in", Map.of("1", 5)), null), "position 5 of partition 1", "not done");

        Rewound rewound = rewind(RewindRequest.to(Map.of("in", Map.of("1", 1)), null));

        assertThat(rewound).isEqualTo(new Rewound(2, 1, 1));
        assertThat(statuses()).containsExactlyInAnyOrder(Status.OPEN, Status.SUPERSEDED);
        await(node.subscriptions().resume("s", "ann"));
        HostedNode.until("three ran", () -> ran.size() == 3);
        assertThat(ran).containsExactlyInAnyOrder("a1", "c2", "a3").containsSubsequence("a1", "a3");
        node.publish("in", "b2", "C", "good");
        HostedNode.until("what comes now runs", () -> ran.contains("b2"));
        assertThat(ran).doesNotContain("b0", "b1");
        assertThat(node.state("s").parked()).isEqualTo(1);
    }

    @Test
    void a_target_in_a_remote_log_survives_a_crash_before_anything_of_it_was_read() {
        onTwoPartitions();
        rewind(RewindRequest.to(Map.of("in", Map.of("1", 3, "0", 0)), null));
        node.stop();

        node.start(PARTITIONS);

        await(node.subscriptions().resume("s", "ann"));
        HostedNode.until("three ran", () -> ran.size() == 3);
        assertThat(ran).containsExactlyInAnyOrder("a3", "b0", "b1");
    }

    @Test
    void reads_a_remote_log_from_a_time_and_what_came_before_it_stays_where_it_is() {
        node.log.create("in", 2);
        node.start(PARTITIONS);
        node.publish("in", "a0", "A", "bad");
        node.publish("in", "b0", "B", "good");
        HostedNode.until("one is errored", () -> node.errors().size() == 1);
        long before = System.currentTimeMillis();
        HostedNode.until("time has passed", () -> System.currentTimeMillis() > before + 1);
        Instant then = Instant.ofEpochMilli(before + 2);
        node.publish("in", "b1", "B", "good");
        HostedNode.until("both ran", () -> ran.size() == 2);
        node.awaitLag("s", 0);
        ran.clear();
        await(node.subscriptions().pause("s", "ann"));
        assertRefused(RewindRequest.toAll(Instant.now().plusSeconds(60).toString(), null), "done nothing since");

        rewind(RewindRequest.toAll(then.toString(), null));

        assertThat(statuses()).containsExactly(Status.OPEN);
        resume("b1");
    }

    @Test
    void what_the_broker_has_trimmed_stays_on_its_siding_and_is_not_gone_back_to() {
        onTwoPartitions();
        node.log.trim("in", 1, 3); // c2, which waits on a siding, does not come again
        assertRefused(RewindRequest.to(Map.of("in", Map.of("1", 1)), null), "cannot go back", "kept is 3");

        rewind(RewindRequest.toAll("earliest", null));

        assertThat(statuses()).containsExactlyInAnyOrder(Status.OPEN, Status.SUPERSEDED);
        await(node.subscriptions().resume("s", "ann"));
        HostedNode.until("three ran", () -> ran.size() == 3);
        assertThat(ran).containsExactlyInAnyOrder("a3", "b0", "b1");
    }

    @Test
    void is_refused_while_the_broker_cannot_be_asked() {
        onTwoPartitions();
        node.log.down(true);
        await(node.log.cut("the cable"));

        assertRefused(RewindRequest.toAll("earliest", null), "cannot be rewound now", "broker logs");
        node.log.down(false);
        node.awaitState("s", "paused");
    }
}
