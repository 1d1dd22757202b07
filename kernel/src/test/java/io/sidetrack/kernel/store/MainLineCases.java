package io.sidetrack.kernel.store;

import static io.sidetrack.kernel.store.StoreFixture.at;
import static io.sidetrack.kernel.store.StoreFixture.await;
import static io.sidetrack.kernel.store.StoreFixture.channel;
import static io.sidetrack.kernel.store.StoreFixture.divert;
import static io.sidetrack.kernel.store.StoreFixture.done;
import static io.sidetrack.kernel.store.StoreFixture.event;
import static io.sidetrack.kernel.store.StoreFixture.events;
import static io.sidetrack.kernel.store.StoreFixture.park;
import static io.sidetrack.kernel.store.StoreFixture.received;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidetrack.kernel.store.Outcome.Reason;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Events of the main line: receipts, progress, keyed state and emits take effect together. */
interface MainLineCases extends StoreFixture {

    @Test
    default void done_positions_become_a_watermark_and_ranges_above_it() {
        Fence fence = acquired();
        commit(fence, done(1), done(2), done(5), done(6), done(9));
        Progress progress = recovered(fence).progress().get("in");
        assertThat(progress.watermark()).isEqualTo(2);
        assertThat(progress.ranges()).containsExactly(5, 6, 9, 9);
        crash();
        commit(await(store().shards().acquire(StoreFixture.spec("s"))), done(3), done(4), done(7));
        progress = await(store().shards().subscriptions()).get(0).progress().get("in");
        assertThat(progress.watermark()).isEqualTo(7);
        assertThat(progress.ranges()).containsExactly(9, 9);
    }

    @Test
    default void progress_is_exact_for_any_order_of_completion() {
        Fence fence = acquired();
        List<Long> positions = new ArrayList<>();
        for (long i = 1; i <= 3000; i++) {
            positions.add(i);
        }
        long seed = 42;
        Collections.shuffle(positions, new Random(seed));
        List<Long> missing = positions.subList(2900, 3000);
        commit(
                fence,
                positions.subList(0, 2900).stream().map(StoreFixture::done).toArray(Command[]::new));
        Progress progress = recovered(fence).progress().get("in");
        for (long position = 1; position <= 3000; position++) {
            assertThat(progress.contains(position))
                    .as("%s, seed %s", position, seed)
                    .isEqualTo(!missing.contains(position));
        }
        commit(fence, missing.stream().map(StoreFixture::done).toArray(Command[]::new));
        assertThat(recovered(fence).progress().get("in").watermark()).isEqualTo(3000);
        assertThat(recovered(fence).progress().get("in").ranges()).isEmpty();
    }

    @Test
    default void a_new_subscription_begins_at_the_first_event_or_behind_the_last() {
        declare("in");
        await(store().channels().append("in", events("a", 3)));
        Fence first = await(store().shards().acquire(new SubscriptionSpec("first", List.of("in"), "k", Map.of())));
        Fence last = await(store().shards()
                .acquire(new SubscriptionSpec("last", List.of("in"), "k", Map.of("in", Long.MAX_VALUE))));
        assertThat(recovered(first).progress().get("in").watermark()).isZero();
        assertThat(recovered(last).progress().get("in").watermark()).isEqualTo(3);
    }

    @Test
    default void a_new_subscription_begins_at_a_position_and_an_old_one_stays_where_it_is() {
        declare("in");
        await(store().channels().append("in", events("a", 3)));
        SubscriptionSpec spec = new SubscriptionSpec("s", List.of("in"), "k", Map.of("in", 3L));
        assertThat(recovered(await(store().shards().acquire(spec)))
                        .progress()
                        .get("in")
                        .watermark())
                .isEqualTo(2);
        SubscriptionSpec later = new SubscriptionSpec("s", List.of("in"), "k", Map.of("in", 1L));
        assertThat(recovered(await(store().shards().acquire(later)))
                        .progress()
                        .get("in")
                        .watermark())
                .isEqualTo(2);
    }

    @Test
    default void a_new_subscription_of_a_trimmed_channel_begins_at_the_first_that_is_left() {
        declare("in");
        await(store().channels().append("in", events("a", 3)));
        wallMillis().addAndGet(Duration.ofHours(2).toMillis());
        await(store().channels().trim("in"));
        Fence fence = await(store().shards().acquire(StoreFixture.spec("s")));
        commit(fence, done(4), done(5));
        assertThat(recovered(fence).progress().get("in").watermark()).isEqualTo(5);
    }

    @Test
    default void state_emits_and_receipt_of_one_event_take_effect_together() {
        Fence fence = acquired();
        applied(
                fence,
                new Command.Done(
                        0,
                        "k",
                        at(1),
                        new StateWrite("k", Buffer.buffer("one")),
                        List.of(new Emission("out", event("x")))));
        crash();
        assertThat(state("k")).isEqualTo("one");
        assertThat(idsIn("out")).containsExactly("x");
        assertThat(await(store().shards().subscriptions())
                        .get(0)
                        .progress()
                        .get("in")
                        .watermark())
                .isEqualTo(1);
    }

    @Test
    default void the_last_state_of_a_key_wins_and_null_removes_it() {
        Fence fence = acquired();
        commit(fence, state(1, "one"), state(2, "two"));
        assertThat(state("\0k")).isEqualTo("two");
        assertThat(recovered(fence).hasState()).isTrue();
        commit(fence, state(3, "three"), new Command.Done(0, "k", at(4), new StateWrite("\0k", null), List.of()));
        assertThat(state("\0k")).isNull();
        assertThat(recovered(fence).hasState()).isFalse();
    }

    private static Command state(long position, String value) {
        return new Command.Done(0, "k", at(position), new StateWrite("\0k", Buffer.buffer(value)), List.of());
    }

    @Test
    default void emits_may_use_a_tenth_more_than_publishers_and_a_refusal_undoes_its_command_only() {
        acquired();
        await(store().channels().declare(List.of(channel("in"), new ChannelSpec("out", Duration.ofHours(1), 10))));
        reader("out");
        await(store().channels().append("out", events("a", 10)));
        Fence fence = await(store().shards().acquire(StoreFixture.spec("s")));
        List<Outcome> outcomes = commit(fence, emit(1, "x"), emit(2, "y", "z"), done(3));
        assertThat(outcomes.get(0)).isInstanceOf(Outcome.Applied.class);
        assertThat(outcomes.get(1)).isInstanceOfSatisfying(Outcome.Conflict.class, conflict -> {
            assertThat(conflict.reason()).isEqualTo(Reason.LIMIT);
            assertThat(conflict.detail()).contains("out");
        });
        assertThat(outcomes.get(2)).isInstanceOf(Outcome.Applied.class);
        assertThat(idsIn("out")).hasSize(11).endsWith("x");
        assertThat(recovered(fence).progress().get("in").ranges()).containsExactly(3, 3);
        crash();
        assertThat(idsIn("out")).hasSize(11);
    }

    private static Command emit(long position, String... ids) {
        List<Emission> emits = new ArrayList<>();
        for (String id : ids) {
            emits.add(new Emission("out", event(id)));
        }
        return new Command.Done(0, null, at(position), null, emits);
    }

    @Test
    default void an_emit_to_an_unknown_channel_conflicts() {
        Fence fence = acquired();
        Command emits = new Command.Done(
                0, null, at(1), null, List.of(new Emission("out", event("x")), new Emission("nowhere", event("y"))));
        assertThat(conflict(fence, emits).reason()).isEqualTo(Reason.CHANNEL);
        assertThat(idsIn("out")).isEmpty();
        assertThat(recovered(fence).progress().get("in").watermark()).isZero();
    }

    @Test
    default void marks_of_a_remote_log_are_kept_with_state_parking_and_diversion_but_not_without() {
        Fence fence = acquired();
        commit(
                fence,
                new Command.Done(0, "stateless", mark(10), null, List.of()),
                new Command.Done(0, "stateful", mark(11), new StateWrite("stateful", Buffer.buffer("s")), List.of()),
                new Command.Divert(
                        0,
                        "d",
                        mark(12),
                        received("d", "d"),
                        "E",
                        Status.OPEN,
                        0,
                        List.of(StoreFixture.attempt(1, "x")),
                        ""),
                new Command.Park(0, "d", mark(13), received("d", "p")));
        assertThat(settled(fence, mark(10), "stateless")).isFalse();
        assertThat(settled(fence, mark(11), "stateful")).isTrue();
        assertThat(settled(fence, mark(12), "stateful")).isFalse();
        assertThat(settled(fence, mark(13), "d")).isTrue();
        assertThat(settled(fence, mark(14), "d")).isFalse();
        assertThat(settled(fence, new Receipt.Mark("remote", "1", 11), "stateful"))
                .isFalse();
        assertThat(recovered(fence).highestMarks()).containsExactly(java.util.Map.entry("remote/0", 13L));
        crash();
        Fence next = await(store().shards().acquire(StoreFixture.spec("s")));
        assertThat(recovered(next).highestMarks()).containsExactly(java.util.Map.entry("remote/0", 13L));
        assertThat(settled(next, mark(12), "d")).isTrue();
    }

    @Test
    default void a_mark_never_falls() {
        Fence fence = acquired();
        commit(fence, divert("k", 1, "E", Status.OPEN), new Command.Park(0, "k", mark(20), received("k", "a")));
        commit(fence, new Command.Park(0, "k", mark(5), received("k", "b")));
        assertThat(settled(fence, mark(20), "k")).isTrue();
        assertThat(recovered(fence).highestMarks()).containsEntry("remote/0", 20L);
    }

    @Test
    default void messages_of_a_remote_queue_are_known_by_source_and_id() {
        Fence fence = acquired();
        Receipt message = new Receipt.Inbox("queue", "/tests", "1");
        commit(
                fence,
                new Command.Done(0, "a", new Receipt.Inbox("queue", "/tests", "none"), null, List.of()),
                new Command.Done(0, "a", message, new StateWrite("a", Buffer.buffer("s")), List.of()));
        assertThat(settled(fence, message, "a")).isTrue();
        assertThat(settled(fence, new Receipt.Inbox("queue", "/tests", "none"), "a"))
                .isFalse();
        assertThat(settled(fence, new Receipt.Inbox("other", "/tests", "1"), "a"))
                .isFalse();
        crash();
        assertThat(settled(await(store().shards().acquire(StoreFixture.spec("s"))), message, "a"))
                .isTrue();
    }

    @Test
    default void positions_that_are_done_are_known_as_settled() {
        Fence fence = acquired();
        commit(fence, done(1), park("none", 2), done(4));
        assertThat(await(store().shards()
                        .readSettled(
                                fence, List.of(at(1), at(2), at(3), at(4), Receipt.NONE), List.of("", "", "", "", ""))))
                .containsExactly(true, false, false, true, false);
    }

    private static Receipt mark(long position) {
        return new Receipt.Mark("remote", "0", position);
    }

    private boolean settled(Fence fence, Receipt receipt, String lane) {
        return await(store().shards().readSettled(fence, List.of(receipt), List.of(lane)))
                .get(0);
    }

    @Test
    default void an_event_is_parked_only_behind_a_head_and_diverted_only_where_there_is_none() {
        Fence fence = acquired();
        assertThat(conflict(fence, park("k", 1)).reason()).isEqualTo(Reason.SIDING);
        applied(fence, divert("k", 1, "E1", Status.OPEN));
        assertThat(conflict(fence, divert("k", 2, "E2", Status.OPEN)).reason()).isEqualTo(Reason.SIDING);
        applied(fence, park("k", 2));
        assertThat(siding("k").entries())
                .extracting(each -> each.received().event().getId())
                .containsExactly("e1", "e2");
        assertThat(recovered(fence).progress().get("in").watermark()).isEqualTo(2);
    }
}
