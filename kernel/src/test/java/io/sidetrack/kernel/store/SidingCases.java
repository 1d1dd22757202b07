package io.sidetrack.kernel.store;

import static io.sidetrack.kernel.store.StoreFixture.at;
import static io.sidetrack.kernel.store.StoreFixture.attempt;
import static io.sidetrack.kernel.store.StoreFixture.await;
import static io.sidetrack.kernel.store.StoreFixture.decide;
import static io.sidetrack.kernel.store.StoreFixture.divert;
import static io.sidetrack.kernel.store.StoreFixture.event;
import static io.sidetrack.kernel.store.StoreFixture.fails;
import static io.sidetrack.kernel.store.StoreFixture.park;
import static io.sidetrack.kernel.store.StoreFixture.received;
import static io.sidetrack.kernel.store.StoreFixture.resubmit;
import static io.sidetrack.kernel.store.StoreFixture.settle;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidetrack.kernel.store.Outcome.Applied;
import io.sidetrack.kernel.store.Outcome.Reason;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sidings: their order, their heads, what is to be driven, and how they close. */
interface SidingCases extends StoreFixture {

    @Test
    default void a_lane_without_a_siding_shows_an_empty_one() {
        acquired();
        assertThat(siding("k")).isEqualTo(new SidingView(0, "k", 0, List.of()));
    }

    @Test
    default void a_siding_is_read_in_its_order_page_by_page() {
        Fence fence = acquired();
        commit(fence, divert("k", 1, "E", Status.OPEN), park("k", 2), park("k", 3), park("k", 4));
        SidingView first = await(store().shards().readSiding("s", "k", 0, 2));
        SidingView rest = await(
                store().shards().readSiding("s", "k", first.entries().get(1).seq(), 10));
        assertThat(first.count()).isEqualTo(4);
        assertThat(first.id()).isPositive();
        List<SidingEntry> all = new ArrayList<>(first.entries());
        all.addAll(rest.entries());
        assertThat(all).extracting(each -> each.received().event().getId()).containsExactly("e1", "e2", "e3", "e4");
        assertThat(all).extracting(SidingEntry::seq).isSorted().doesNotHaveDuplicates();
        assertThat(all.get(0).errored().status()).isEqualTo(Status.OPEN);
        assertThat(all.get(0).errored().cause()).isEqualTo(attempt(1, "broken").cause());
        assertThat(all.get(1).errored()).isNull();
    }

    @Test
    default void pages_of_many_sidings_are_read_at_once_in_the_order_of_the_asking() {
        Fence fence = acquired();
        commit(fence, divert("k", 1, "E", Status.OPEN), divert("l", 2, "F", Status.OPEN), park("k", 3), park("k", 4));
        long head = siding("k").entries().get(0).seq();
        List<SidingView> views = await(store().shards()
                .readSidings(
                        "s",
                        List.of(
                                new SidingPage("l", 0, 10),
                                new SidingPage("none", 0, 10),
                                new SidingPage("k", head, 1),
                                new SidingPage("k", 0, 2))));
        assertThat(views).extracting(SidingView::lane).containsExactly("l", "none", "k", "k");
        assertThat(views).extracting(SidingView::count).containsExactly(1L, 0L, 3L, 3L);
        assertThat(views)
                .extracting(view -> view.entries().stream()
                        .map(each -> each.received().event().getId())
                        .toList())
                .containsExactly(List.of("e2"), List.of(), List.of("e3"), List.of("e1", "e3"));
    }

    @Test
    default void a_delivery_that_is_no_event_keeps_its_bytes() {
        Fence fence = acquired();
        byte[] raw = {1, 0, -1};
        applied(
                fence,
                new Command.Divert(
                        0,
                        "\0x",
                        at(1),
                        new Received("in", "3", 9, null, null, raw, "no JSON"),
                        "E",
                        Status.OPEN,
                        0,
                        List.of(attempt(1, "undecodable")),
                        "a note"));
        crash();
        Received kept = head("\0x").received();
        assertThat(kept.event()).isNull();
        assertThat(kept.raw()).isEqualTo(raw);
        assertThat(kept.problem()).isEqualTo("no JSON");
        assertThat(kept.partition()).isEqualTo("3");
        assertThat(errored("E").summary().note()).isEqualTo("a note");
    }

    @Test
    default void lanes_are_told_apart_character_by_character() {
        Fence fence = acquired();
        List<String> lanes = List.of(
                "",
                "a",
                "A",
                "a ",
                "\0",
                "\0a",
                "\0b",
                "a\0",
                "a\0b",
                "\u00e9",
                "e\u0301",
                "\uD83D\uDE00",
                "\uD800",
                "?",
                "\uFFFD");
        for (int i = 0; i < lanes.size(); i++) {
            applied(fence, divert(lanes.get(i), i + 1, "E" + i, Status.HANDLING));
            applied(fence, park(lanes.get(i), 100 + i));
        }
        for (int i = 0; i < lanes.size(); i++) {
            assertThat(siding(lanes.get(i)).entries())
                    .extracting(each -> each.received().event().getId())
                    .containsExactly("e" + (i + 1), "e" + (100 + i));
        }
        assertThat(drivable(0)).containsExactlyElementsOf(lanes);
        long[] expected = lanes.stream().mapToLong(LaneHash::of).sorted().toArray();
        long[] actual = recovered(fence).laneHashes();
        Arrays.sort(actual);
        assertThat(actual).containsExactly(expected);
    }

    @Test
    default void what_needs_no_person_is_driven() {
        Fence fence = acquired();
        long position = 1;
        for (Status status : List.of(Status.HANDLING, Status.OPEN, Status.OUTAGE, Status.INDETERMINATE)) {
            applied(fence, divert(status.text(), position++, status.text(), status));
        }
        assertThat(drivable(0)).containsExactly("handling", "outage");
        commit(fence, decide("open", 1, resubmit()));
        assertThat(drivable(0)).containsExactly("handling", "open", "outage");
        commit(fence, new Command.Start(0, "open"));
        assertThat(drivable(0)).as("running resumes after a restart").contains("open");
    }

    @Test
    default void drivable_lanes_are_paged_by_siding() {
        Fence fence = acquired();
        List<String> seen = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            applied(fence, divert("k" + i, i + 1, "E" + i, i % 2 == 0 ? Status.HANDLING : Status.OPEN));
        }
        long from = 0;
        for (int page = 0; page < 3; page++) {
            Drivable found = await(store().shards().readDrivable("s", 0, from, 2));
            seen.addAll(found.lanes());
            from = found.lastSidingId();
        }
        assertThat(seen).containsExactly("k0", "k2", "k4", "k6", "k8");
        Drivable end = await(store().shards().readDrivable("s", 0, from, 2));
        assertThat(end.lanes()).isEmpty();
        assertThat(end.lastSidingId()).isEqualTo(from);
        assertThat(end.nextDueMillis()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    default void a_retrying_head_is_driven_when_it_is_due() {
        Fence fence = acquired();
        applied(fence, retrying("a", 1, 500));
        applied(fence, retrying("b", 2, 300));
        assertThat(drivable(299)).isEmpty();
        assertThat(await(store().shards().readDrivable("s", 299, 0, 10)).nextDueMillis())
                .isEqualTo(300);
        assertThat(drivable(300)).containsExactly("b");
        assertThat(await(store().shards().readDrivable("s", 300, 0, 10)).nextDueMillis())
                .isEqualTo(500);
        assertThat(drivable(500)).containsExactly("a", "b");
        assertThat(head("a").errored().dueMillis()).isEqualTo(500);
    }

    private static Command retrying(String lane, long position, long dueMillis) {
        return new Command.Divert(
                0,
                lane,
                at(position),
                received(lane, "e" + position),
                lane,
                Status.RETRYING,
                dueMillis,
                List.of(attempt(1, "later")),
                "");
    }

    @Test
    default void when_the_head_leaves_the_next_one_is_driven_and_with_the_last_the_siding_closes() {
        Fence fence = acquired();
        commit(fence, divert("k", 1, "E", Status.OPEN), park("k", 2), park("k", 3));
        commit(fence, decide("E", 1, resubmit()), new Command.Start(0, "E"));
        Applied first = applied(
                fence,
                new Command.Settle(
                        0,
                        "k",
                        head("k").seq(),
                        "E",
                        false,
                        new StateWrite("k", Buffer.buffer("after")),
                        List.of(new Emission("out", event("x")))));
        assertThat(first.closed()).isFalse();
        assertThat(statusOf("E")).isEqualTo(Status.SUCCEEDED);
        assertThat(state("k")).isEqualTo("after");
        assertThat(idsIn("out")).containsExactly("x");
        assertThat(drivable(0)).containsExactly("k");
        assertThat(siding("k").count()).isEqualTo(2);
        applied(fence, settle("k", head("k").seq(), null, false));
        assertThat(applied(fence, settle("k", head("k").seq(), null, true)).closed())
                .isTrue();
        assertThat(siding("k").id()).isZero();
        assertThat(drivable(0)).isEmpty();
        assertThat(recovered(fence).laneHashes()).isEmpty();
        assertThat(recovered(fence).parked()).isZero();
        crash();
        assertThat(siding("k").count()).isZero();
    }

    @Test
    default void a_settle_that_is_wrong_about_closing_conflicts() {
        Fence fence = acquired();
        commit(fence, divert("k", 1, "E", Status.OUTAGE), park("k", 2));
        commit(fence, new Command.Start(0, "E"));
        long seq = head("k").seq();
        assertThat(conflict(fence, settle("k", seq, "E", true)).reason()).isEqualTo(Reason.SIDING);
        assertThat(siding("k").count()).isEqualTo(2);
        applied(fence, settle("k", seq, "E", false));
        assertThat(conflict(fence, settle("k", head("k").seq(), null, false)).reason())
                .isEqualTo(Reason.SIDING);
    }

    @Test
    default void heads_that_leave_in_one_group_leave_those_behind_them_in_their_order() {
        Fence fence = acquired();
        commit(fence, divert("k", 1, "E", Status.OUTAGE), park("k", 2), park("k", 3), park("k", 4));
        List<Long> seqs = siding("k").entries().stream().map(SidingEntry::seq).toList();
        List<Outcome> outcomes = commit(
                fence,
                settle("k", seqs.get(0), "E", false),
                settle("k", seqs.get(1), null, false),
                settle("k", seqs.get(1), null, false),
                fails("k", seqs.get(2), "F", Status.OPEN),
                park("k", 5));
        assertThat(outcomes)
                .extracting(Outcome.Applied.class::isInstance)
                .containsExactly(true, true, false, true, true);
        crash();
        assertThat(siding("k").count()).isEqualTo(3);
        assertThat(siding("k").entries())
                .extracting(each -> each.received().event().getId())
                .containsExactly("e3", "e4", "e5");
        assertThat(head("k").errored().id()).isEqualTo("F");
        assertThat(drivable(0)).isEmpty();
    }

    @Test
    default void a_long_siding_drains_in_one_group() {
        Fence fence = acquired();
        commit(fence, divert("k", 1, "E", Status.OUTAGE));
        List<Command> parks = new ArrayList<>();
        for (int position = 2; position <= 200; position++) {
            parks.add(park("k", position));
        }
        await(store().shards().commit(fence, parks));
        List<SidingEntry> entries =
                await(store().shards().readSiding("s", "k", 0, 300)).entries();
        List<Command> settles = new ArrayList<>();
        for (SidingEntry entry : entries.subList(0, 199)) {
            settles.add(settle("k", entry.seq(), entry.errored() == null ? null : "E", false));
        }
        settles.add(park("k", 201));
        assertThat(await(store().shards().commit(fence, settles))).allMatch(Outcome.Applied.class::isInstance);
        assertThat(siding("k").entries())
                .extracting(each -> each.received().event().getId())
                .containsExactly("e200", "e201");
    }

    @Test
    default void a_siding_that_closes_and_opens_again_in_one_group_holds_what_is_new() {
        Fence fence = acquired();
        commit(fence, divert("k", 1, "E", Status.OUTAGE), park("k", 2));
        List<Long> seqs = siding("k").entries().stream().map(SidingEntry::seq).toList();
        commit(
                fence,
                settle("k", seqs.get(0), "E", false),
                settle("k", seqs.get(1), null, true),
                divert("k", 3, "F", Status.OPEN),
                park("k", 4));
        crash();
        assertThat(siding("k").count()).isEqualTo(2);
        assertThat(siding("k").entries())
                .extracting(each -> each.received().event().getId())
                .containsExactly("e3", "e4");
        Recovery recovery = recovered(await(store().shards().acquire(StoreFixture.spec("s"))));
        assertThat(recovery.parked()).isEqualTo(2);
        assertThat(recovery.laneHashes()).containsExactly(LaneHash.of("k"));
    }

    @Test
    default void only_the_head_is_settled_and_only_once() {
        Fence fence = acquired();
        commit(fence, divert("k", 1, "E", Status.OUTAGE), park("k", 2));
        commit(fence, new Command.Start(0, "E"));
        List<SidingEntry> entries = siding("k").entries();
        assertThat(conflict(fence, settle("k", entries.get(1).seq(), null, false))
                        .reason())
                .isEqualTo(Reason.NOT_FOUND);
        applied(fence, settle("k", entries.get(0).seq(), "E", false));
        assertThat(conflict(fence, settle("k", entries.get(0).seq(), "E", false))
                        .reason())
                .isEqualTo(Reason.NOT_FOUND);
        assertThat(conflict(fence, settle("none", 1, null, true)).reason()).isEqualTo(Reason.NOT_FOUND);
    }

    @Test
    default void a_settle_whose_emit_is_refused_changes_nothing() {
        Fence fence = acquired();
        commit(fence, divert("k", 1, "E", Status.OUTAGE), new Command.Start(0, "E"));
        Command settle = new Command.Settle(
                0,
                "k",
                head("k").seq(),
                "E",
                true,
                new StateWrite("k", Buffer.buffer("s")),
                List.of(new Emission("nowhere", event("x"))));
        assertThat(conflict(fence, settle).reason()).isEqualTo(Reason.CHANNEL);
        assertThat(statusOf("E")).isEqualTo(Status.RUNNING);
        assertThat(state("k")).isNull();
        assertThat(siding("k").count()).isEqualTo(1);
    }

    @Test
    default void a_parked_head_that_fails_becomes_an_errored_event() {
        Fence fence = acquired();
        commit(fence, divert("k", 1, "E1", Status.OUTAGE), park("k", 2), new Command.Start(0, "E1"));
        applied(fence, settle("k", head("k").seq(), "E1", false));
        Applied failed = applied(fence, fails("k", head("k").seq(), "E2", Status.OPEN));
        assertThat(failed.version()).isEqualTo(1);
        assertThat(drivable(0)).isEmpty();
        SidingEntry head = head("k");
        assertThat(head.errored().id()).isEqualTo("E2");
        assertThat(head.received().event()).isEqualTo(event("e2"));
        assertThat(head.errored().attempts()).isEqualTo(1);
        assertThat(errored("E2").original().event()).isEqualTo(event("e2"));
    }

    @Test
    default void an_errored_head_that_fails_again_rises_in_version_and_keeps_all_attempts() {
        Fence fence = acquired();
        commit(fence, divert("k", 1, "E", Status.OPEN), decide("E", 1, resubmit()), new Command.Start(0, "E"));
        Applied failed = applied(fence, fails("k", head("k").seq(), "E", Status.OPEN));
        assertThat(failed.version()).isEqualTo(3);
        ErrorStore.ErroredDetail detail = errored("E");
        assertThat(detail.attempts()).containsExactly(attempt(1, "broken"), attempt(2, "again"));
        assertThat(detail.summary().attempts()).isEqualTo(2);
        assertThat(detail.summary().cause().message()).isEqualTo("again");
        assertThat(detail.resolutions()).hasSize(1);
        assertThat(detail.resolutions().get(0).outcome()).isEqualTo("failed again");
    }

    @Test
    default void what_runs_again_by_itself_has_no_resolution() {
        Fence fence = acquired();
        commit(fence, divert("k", 1, "E", Status.OUTAGE), new Command.Start(0, "E"));
        applied(fence, settle("k", head("k").seq(), "E", true));
        assertThat(errored("E").resolutions()).isEmpty();
    }

    @Test
    default void what_was_not_decided_to_run_cannot_start_succeed_or_fail() {
        Fence fence = acquired();
        commit(fence, divert("k", 1, "E", Status.OPEN));
        long seq = head("k").seq();
        assertThat(conflict(fence, new Command.Start(0, "E")).reason()).isEqualTo(Reason.STATUS);
        assertThat(conflict(fence, settle("k", seq, "E", true)).reason()).isEqualTo(Reason.STATUS);
        assertThat(conflict(fence, fails("k", seq, "E", Status.OPEN)).reason()).isEqualTo(Reason.STATUS);
        assertThat(conflict(fence, new Command.Start(0, "nobody")).reason()).isEqualTo(Reason.NOT_FOUND);
    }

    @Test
    default void starting_twice_is_starting_once() {
        Fence fence = acquired();
        commit(fence, divert("k", 1, "E", Status.OUTAGE));
        Applied first = applied(fence, new Command.Start(0, "E"));
        assertThat(applied(fence, new Command.Start(0, "E"))).isEqualTo(first);
        assertThat(statusOf("E")).isEqualTo(Status.RUNNING);
    }

    @Test
    default void a_moved_event_waits_at_the_tail_of_its_new_lane() {
        Fence fence = acquired();
        commit(fence, divert("a", 1, "A", Status.OPEN), park("a", 2), divert("b", 3, "B", Status.OPEN), park("b", 4));
        Verdict move = new Verdict.Resubmit(event("e1", "{\"account\":\"b\"}"), "b", "b", false);
        applied(fence, decide("A", 1, move));
        assertThat(statusOf("A")).isEqualTo(Status.MOVING);
        assertThat(head("a").errored().movedToLane()).isEqualTo("b");
        assertThat(drivable(0)).containsExactly("a");
        Applied moved = applied(fence, new Command.Move(0, "a", head("a").seq(), "A", "b"));
        assertThat(moved.closed()).isFalse();
        assertThat(moved.released()).isEqualTo(1);
        assertThat(drivable(0)).as("the parked one behind it").containsExactly("a");
        crash();
        List<SidingEntry> entries = siding("b").entries();
        assertThat(entries).hasSize(3);
        assertThat(entries.get(2).errored().id()).isEqualTo("A");
        assertThat(entries.get(2).errored().status()).isEqualTo(Status.DECIDED);
        assertThat(entries.get(2).errored().movedToLane()).isNull();
        assertThat(entries.get(2).received().key()).isEqualTo("b");
        assertThat(errored("A").summary().lane()).isEqualTo("b");
        assertThat(errored("A").original().key()).isEqualTo("a");
    }

    @Test
    default void a_move_makes_the_siding_it_needs_and_closes_the_one_it_empties() {
        Fence fence = acquired();
        commit(fence, divert("a", 1, "A", Status.OPEN));
        applied(fence, decide("A", 1, new Verdict.Resubmit(event("e1"), "b", "b", false)));
        assertThat(conflict(fence, new Command.Move(0, "a", head("a").seq(), "A", "c"))
                        .reason())
                .isEqualTo(Reason.STATUS);
        assertThat(applied(fence, new Command.Move(0, "a", head("a").seq(), "A", "b"))
                        .closed())
                .isTrue();
        assertThat(siding("a").count()).isZero();
        assertThat(siding("b").count()).isEqualTo(1);
        assertThat(drivable(0)).containsExactly("b");
        commit(fence, new Command.Start(0, "A"));
        assertThat(applied(fence, settle("b", head("b").seq(), "A", true)).closed())
                .isTrue();
    }

    @Test
    default void counts_of_a_subscription_follow_its_sidings() {
        Fence fence = acquired();
        commit(
                fence,
                divert("a", 1, "A", Status.OPEN),
                park("a", 2),
                divert("b", 3, "B", Status.INDETERMINATE),
                divert("c", 4, "C", Status.HANDLING));
        SubscriptionInfo info = await(store().shards().subscriptions()).get(0);
        assertThat(info.sidings()).isEqualTo(3);
        assertThat(info.parked()).isEqualTo(4);
        assertThat(info.open()).isEqualTo(2);
        commit(fence, decide("A", 1, resubmit()));
        crash();
        info = await(store().shards().subscriptions()).get(0);
        assertThat(info.sidings()).isEqualTo(3);
        assertThat(info.parked()).isEqualTo(4);
        assertThat(info.open()).isEqualTo(1);
    }
}
