package io.sidetrack.kernel.store;

import static io.sidetrack.kernel.store.StoreFixture.at;
import static io.sidetrack.kernel.store.StoreFixture.attempt;
import static io.sidetrack.kernel.store.StoreFixture.await;
import static io.sidetrack.kernel.store.StoreFixture.decide;
import static io.sidetrack.kernel.store.StoreFixture.done;
import static io.sidetrack.kernel.store.StoreFixture.event;
import static io.sidetrack.kernel.store.StoreFixture.events;
import static io.sidetrack.kernel.store.StoreFixture.resubmit;
import static io.sidetrack.kernel.store.StoreFixture.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidetrack.kernel.store.Rewind.KeyedState;
import io.sidetrack.kernel.store.Rewind.Rewound;
import io.sidetrack.kernel.store.SubscriptionException.Reason;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Subscriptions that are sent back to run events once more. */
interface RewindCases extends StoreFixture {

    private static Received received(String channel, long position, String key) {
        return new Received(channel, "0", position, key, event("e" + position), null, null);
    }

    private static Command diverted(String channel, long position, String lane, String erroredId) {
        return diverted(channel, "0", position, lane, erroredId);
    }

    private static Command diverted(String channel, String partition, long position, String lane, String erroredId) {
        return new Command.Divert(
                0,
                lane,
                channel.equals("in") ? at(position) : new Receipt.Mark(channel, partition, position),
                new Received(channel, partition, position, lane, event("e" + partition + position), null, null),
                erroredId,
                Status.OPEN,
                0,
                List.of(attempt(1, "broken")),
                "");
    }

    private static Command parked(String channel, long position, String lane) {
        return new Command.Park(0, lane, receipt(channel, position), received(channel, position, lane));
    }

    private static Receipt receipt(String channel, long position) {
        return channel.equals("in") ? at(position) : new Receipt.Mark(channel, "0", position);
    }

    private static Command kept(String key, Receipt receipt) {
        return new Command.Done(0, key, receipt, new StateWrite(key, Buffer.buffer("kept")), List.of());
    }

    private static Rewind to(long position, KeyedState state) {
        return new Rewind(Map.of("in", position), Map.of(), state, "position " + position);
    }

    private Rewound rewound(Rewind rewind) {
        await(store().shards().setPaused("s", true, "ann"));
        return await(store().subscriptions().rewind("s", rewind, "ann"));
    }

    private void assertRefused(Rewind rewind, String... why) {
        assertThatThrownBy(() -> await(store().subscriptions().rewind("s", rewind, "ann")))
                .isInstanceOfSatisfying(SubscriptionException.class, refused -> {
                    assertThat(refused.reason()).isEqualTo(Reason.STATE);
                    assertThat(refused).hasMessageContainingAll(why);
                });
    }

    @Test
    default void what_stands_on_sidings_at_or_behind_the_target_comes_again_and_nothing_else_does() {
        Fence fence = acquired();
        commit(
                fence,
                done(1),
                diverted("in", 2, "a", "A"),
                parked("in", 3, "a"),
                diverted("in", 4, "b", "B"),
                parked("in", 5, "b"),
                done(6),
                done(8));
        Rewound rewound = rewound(to(3, KeyedState.NONE));
        assertThat(rewound).isEqualTo(new Rewound(2, 3, 1));
        assertThatThrownBy(() -> commit(fence, done(7))).isInstanceOf(FencedException.class);
        crash();
        Fence next = await(store().shards().acquire(spec("s")));
        assertThat(next.generation()).isEqualTo(2);
        Recovery recovery = recovered(next);
        assertThat(recovery.progress().get("in").watermark()).isEqualTo(2);
        assertThat(recovery.progress().get("in").ranges()).isEmpty();
        assertThat(recovery.laneHashes()).containsExactly(LaneHash.of("a"));
        assertThat(recovery.parked()).isEqualTo(1);
        assertThat(statusOf("A")).isEqualTo(Status.OPEN);
        ErrorStore.ErroredDetail superseded = errored("B");
        assertThat(superseded.summary().status()).isEqualTo(Status.SUPERSEDED);
        assertThat(superseded.summary().version()).isEqualTo(2);
        assertThat(superseded.resolutions()).last().satisfies(last -> {
            assertThat(last.action()).isEqualTo("supersede");
            assertThat(last.by()).isEqualTo("ann");
        });
        applied(next, diverted("in", 4, "b", "B2"));
        applied(next, parked("in", 3, "a"));
        AuditStore.Entry entry = await(store().audit().list(null, 1)).items().get(0);
        assertThat(entry.action()).isEqualTo("rewind");
        assertThat(entry.by()).isEqualTo("ann");
        assertThat(entry.detail().getLong("superseded")).isEqualTo(3);
    }

    @Test
    default void what_is_left_on_a_siding_without_its_head_is_driven() {
        Fence fence = acquired();
        commit(fence, done(1), diverted("in", 9, "a", "A"), parked("in", 2, "a"), done(3));
        rewound(to(4, KeyedState.NONE));
        assertThat(siding("a").count()).isEqualTo(1);
        assertThat(drivable(0)).containsExactly("a");
    }

    @Test
    default void a_decision_that_was_not_run_yet_is_superseded_too() {
        Fence fence = acquired();
        commit(fence, done(1), diverted("in", 2, "a", "A"), decide("A", 1, resubmit()));
        rewound(to(1, KeyedState.NONE));
        assertThat(statusOf("A")).isEqualTo(Status.SUPERSEDED);
        assertThat(drivable(0)).isEmpty();
        assertThat(errored("A").resolutions())
                .extracting(ErrorStore.Resolution::outcome)
                .containsExactly("superseded", "succeeded");
    }

    @Test
    default void only_a_paused_subscription_is_rewound() {
        Fence fence = acquired();
        applied(fence, done(1));
        assertRefused(to(1, KeyedState.NONE), "s", "not paused");
        applied(fence, done(2));
        assertThatThrownBy(() -> await(store().subscriptions().rewind("nobody", to(1, KeyedState.NONE), "ann")))
                .isInstanceOfSatisfying(
                        SubscriptionException.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Reason.UNKNOWN));
    }

    @Test
    default void keyed_state_is_cleared_or_kept_as_was_said_and_never_silently() {
        Fence fence = acquired();
        commit(fence, kept("k", at(1)), done(2));
        await(store().shards().setPaused("s", true, "ann"));
        assertRefused(to(2, KeyedState.NONE), "keyed state");
        applied(fence, done(3));
        rewound(to(2, KeyedState.KEEP));
        assertThat(state("k")).isEqualTo("kept");
        rewound(to(1, KeyedState.CLEAR));
        assertThat(state("k")).isNull();
        assertThat(recovered(await(store().shards().acquire(spec("s")))).hasState())
                .isFalse();
    }

    @Test
    default void a_rewind_skips_nothing_and_goes_back_to_nothing_that_is_trimmed() {
        await(store().channels().declare(List.of(new ChannelSpec("in", Duration.ofMillis(1), 1_000))));
        await(store().channels().append("in", events("e", 3)));
        Fence fence = await(store().shards().acquire(spec("s")));
        commit(fence, done(1), done(2), done(3));
        wallMillis().addAndGet(10_000);
        await(store().channels().trim("in"));
        await(store().channels().append("in", events("f", 3)));
        commit(fence, done(4), done(6));
        await(store().shards().setPaused("s", true, "ann"));
        assertRefused(to(3, KeyedState.NONE), "3", "4");
        assertRefused(to(6, KeyedState.NONE), "6");
        assertRefused(new Rewind(Map.of("other", 1L), Map.of(), KeyedState.NONE, ""), "other");
        assertRefused(new Rewind(Map.of(), Map.of(), KeyedState.NONE, ""), "no channel");
        applied(fence, done(5));
        rewound(to(4, KeyedState.NONE));
    }

    @Test
    default void marks_of_a_rewound_log_go_and_those_of_other_channels_stay() {
        Fence fence = acquired();
        commit(
                fence,
                kept("k", new Receipt.Mark("log", "0", 9)),
                kept("k", new Receipt.Mark("other", "0", 8)),
                kept("k", new Receipt.Inbox("queue", "/tests", "m")),
                diverted("log", 10, "l", "L"),
                diverted("other", 11, "o", "O"));
        Rewound rewound = rewound(new Rewind(
                Map.of(),
                Map.of("log", new Rewind.Log("main/log", Map.of("0", 0L, "1", 7L), Set.of("0"))),
                KeyedState.KEEP,
                "earliest"));
        assertThat(rewound.superseded()).isEqualTo(1);
        crash();
        Fence next = await(store().shards().acquire(spec("s")));
        assertThat(await(store().shards()
                        .readSettled(
                                next,
                                List.of(
                                        new Receipt.Mark("log", "0", 9),
                                        new Receipt.Mark("other", "0", 8),
                                        new Receipt.Inbox("queue", "/tests", "m")),
                                List.of("k", "k", "k"))))
                .containsExactly(false, true, true);
        Recovery recovery = recovered(next);
        assertThat(recovery.highestMarks()).containsOnlyKeys("other/0");
        LogBegin begin = new LogBegin(2, "main/log", Map.of("0", 0L, "1", 7L));
        assertThat(await(store().subscriptions().begins("s"))).containsExactly(Map.entry("log", begin));
        assertThat(begin.reader("s")).isEqualTo("s.2");
        assertThat(statusOf("L")).isEqualTo(Status.SUPERSEDED);
        assertThat(statusOf("O")).isEqualTo(Status.OPEN);
        applied(next, kept("k", new Receipt.Mark("log", "0", 3)));
        applied(next, kept("k", new Receipt.Mark("other", "0", 12)));
        assertThat(await(store().shards()
                        .readSettled(
                                next,
                                List.of(new Receipt.Mark("log", "0", 4), new Receipt.Mark("other", "0", 12)),
                                List.of("k", "k"))))
                .containsExactly(false, true);
    }

    @Test
    default void a_log_goes_back_by_partition_and_only_what_is_at_or_behind_the_target_there_comes_again() {
        Fence fence = acquired();
        commit(
                fence,
                diverted("log", "0", 4, "a", "A"),
                diverted("log", "0", 5, "b", "B"),
                diverted("log", "1", 5, "c", "C"),
                kept("k", new Receipt.Mark("log", "0", 6)),
                kept("k", new Receipt.Mark("log", "1", 6)));
        rewound(new Rewind(
                Map.of(),
                Map.of("log", new Rewind.Log("main/log", Map.of("0", 5L, "1", 3L), Set.of("0"))),
                KeyedState.KEEP,
                "5 of partition 0"));
        crash();
        assertThat(List.of(statusOf("A"), statusOf("B"), statusOf("C")))
                .containsExactly(Status.OPEN, Status.SUPERSEDED, Status.OPEN);
        Fence next = await(store().shards().acquire(spec("s")));
        assertThat(await(store().shards()
                        .readSettled(
                                next,
                                List.of(new Receipt.Mark("log", "0", 5), new Receipt.Mark("log", "1", 5)),
                                List.of("k", "k"))))
                .containsExactly(false, true);
    }

    @Test
    default void where_a_log_begins_is_kept_over_a_crash_and_an_older_fence_cannot_change_it() {
        Fence old = acquired();
        LogBegin begin = new LogBegin(1, "main/log", Map.of("0", 12L, "p \" ü", 0L));
        await(store().subscriptions().begin(old, "log", begin));
        Fence fence = await(store().shards().acquire(spec("s")));
        assertThatThrownBy(() -> await(store().subscriptions().begin(old, "log", LogBegin.EARLIEST)))
                .isInstanceOf(FencedException.class);
        await(store().subscriptions().begin(fence, "other", LogBegin.EARLIEST));
        crash();
        assertThat(await(store().subscriptions().begins("s")))
                .containsOnly(Map.entry("log", begin), Map.entry("other", LogBegin.EARLIEST));
        assertThat(await(store().subscriptions().begins("nobody"))).isEmpty();
    }

    @Test
    default void after_a_rewind_to_the_beginning_the_order_may_change() {
        Fence fence = acquired();
        commit(fence, kept("k", at(1)), diverted("in", 2, "a", "A"), parked("in", 3, "a"), done(5));
        rewound(to(1, KeyedState.CLEAR));
        Fence next = await(store().shards().acquire(new SubscriptionSpec("s", List.of("in"), "by channel", Map.of())));
        assertThat(recovered(next).progress().get("in").watermark()).isZero();
        assertThat(recovered(next).paused()).isTrue();
    }
}
