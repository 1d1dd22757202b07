package io.sidetrack.kernel.store;

import static io.sidetrack.kernel.store.StoreFixture.await;
import static io.sidetrack.kernel.store.StoreFixture.decide;
import static io.sidetrack.kernel.store.StoreFixture.divert;
import static io.sidetrack.kernel.store.StoreFixture.event;
import static io.sidetrack.kernel.store.StoreFixture.fails;
import static io.sidetrack.kernel.store.StoreFixture.park;
import static io.sidetrack.kernel.store.StoreFixture.received;
import static io.sidetrack.kernel.store.StoreFixture.resubmit;
import static io.sidetrack.kernel.store.StoreFixture.settle;
import static io.sidetrack.kernel.store.StoreFixture.spec;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidetrack.api.error.Cause;
import io.sidetrack.kernel.store.ErrorStore.Resolution;
import io.sidetrack.kernel.store.Outcome.Applied;
import io.sidetrack.kernel.store.Outcome.Conflict;
import io.sidetrack.kernel.store.Outcome.Reason;
import io.sidetrack.kernel.store.Rewind.KeyedState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Discarded events that come back. */
interface RestoreCases extends StoreFixture {

    private static Verdict restore(String lane) {
        return new Verdict.Restore(received(lane, "e1"), lane, lane, false);
    }

    @Test
    default void what_comes_back_where_nothing_waits_is_a_head_that_is_driven() {
        Fence fence = acquired();
        commit(fence, divert("k", 1, "E", Status.OPEN), decide("E", 1, new Verdict.Discard(false)));
        assertThat(applied(fence, decide("E", 2, restore("k")))).isEqualTo(new Applied(3, false, 0));
        crash();
        Fence next = await(store().shards().acquire(spec("s")));
        assertThat(recovered(next).laneHashes()).containsExactly(LaneHash.of("k"));
        assertThat(recovered(next).parked()).isEqualTo(1);
        assertThat(drivable(0)).containsExactly("k");
        assertThat(head("k").errored().status()).isEqualTo(Status.DECIDED);
        assertThat(head("k").received().event()).isEqualTo(event("e1"));
        applied(next, new Command.Start(0, "E"));
        applied(next, settle("k", head("k").seq(), "E", true));
        assertThat(statusOf("E")).isEqualTo(Status.SUCCEEDED);
        assertThat(errored("E").resolutions()).extracting(Resolution::action).containsExactly("discard", "restore");
        assertThat(errored("E").resolutions())
                .extracting(Resolution::outcome)
                .containsExactly("succeeded", "succeeded");
        AuditStore.Entry entry = await(store().audit().list(null, 1)).items().get(0);
        assertThat(entry.action() + " " + entry.by() + " " + entry.target()).isEqualToIgnoringCase("restore ann E");
    }

    @Test
    default void what_comes_back_stands_behind_those_that_wait() {
        Fence fence = acquired();
        commit(fence, divert("k", 1, "E", Status.OPEN), park("k", 2), park("k", 3));
        applied(fence, decide("E", 1, new Verdict.Discard(false)));
        assertThat(applied(fence, decide("E", 2, restore("k")))).isEqualTo(new Applied(3, false, 2));
        applied(fence, park("k", 4));
        assertThat(siding("k").entries())
                .extracting(entry -> entry.received().event().getId())
                .containsExactly("e2", "e3", "e1", "e4");
        assertThat(errored("E").summary().waiting()).isEqualTo(1);
        assertThat(conflict(fence, decide("E", 3, resubmit())).reason())
                .as("it is decided, and waits for its turn")
                .isEqualTo(Reason.STATUS);
    }

    @Test
    default void it_comes_back_with_its_edit_and_in_the_lane_where_it_belongs_now() {
        Fence fence = acquired();
        commit(fence, divert("k", 1, "E", Status.OPEN));
        applied(fence, decide("E", 1, new Verdict.Resubmit(event("e1", "{\"v\":1}"), null, null, false)));
        commit(fence, new Command.Start(0, "E"), fails("k", head("k").seq(), "E", Status.OPEN));
        applied(fence, decide("E", 3, new Verdict.Discard(false)));
        applied(fence, decide("E", 4, restore("other")));
        assertThat(siding("k").count()).isZero();
        assertThat(head("other").received().event()).isEqualTo(event("e1", "{\"v\":1}"));
        assertThat(head("other").received().key()).isEqualTo("other");
        assertThat(errored("E").summary().lane()).isEqualTo("other");
    }

    @Test
    default void only_what_is_discarded_comes_back_and_only_once() {
        Fence fence = acquired();
        commit(fence, divert("k", 1, "E", Status.OPEN));
        assertThat(conflict(fence, decide("E", 1, restore("k"))).reason()).isEqualTo(Reason.STATUS);
        applied(fence, decide("E", 1, new Verdict.Discard(false)));
        List<Outcome> outcomes = commit(fence, decide("E", 2, restore("k")), decide("E", 2, restore("k")));
        assertThat(outcomes.get(0)).isInstanceOf(Applied.class);
        assertThat(((Conflict) outcomes.get(1)).reason()).isEqualTo(Reason.VERSION);
        assertThat(conflict(fence, decide("E", -1, restore("k"))).status()).isEqualTo(Status.DECIDED);
        assertThat(siding("k").count()).isEqualTo(1);
        assertThat(conflict(fence, decide("nobody", 1, restore("k"))).reason()).isEqualTo(Reason.NOT_FOUND);
    }

    @Test
    default void what_never_ended_comes_back_when_somebody_confirms() {
        Fence fence = acquired();
        Cause never = new Cause(Cause.Kind.INDETERMINATE, "NeverEnded", "never ended", "", "print");
        commit(
                fence,
                new Command.Divert(
                        0,
                        "k",
                        StoreFixture.at(1),
                        received("k", "e1"),
                        "E",
                        Status.INDETERMINATE,
                        0,
                        List.of(new AttemptRecord(1, FIRST_MILLIS, 5, never)),
                        ""),
                decide("E", 1, new Verdict.Discard(false)));
        assertThat(conflict(fence, decide("E", 2, restore("k"))).reason()).isEqualTo(Reason.STATUS);
        applied(fence, decide("E", 2, new Verdict.Restore(received("k", "e1"), "k", "k", true)));
    }

    @Test
    default void it_may_be_discarded_and_come_back_again_and_again() {
        Fence fence = acquired();
        applied(fence, divert("k", 1, "E", Status.OPEN));
        long version = 1;
        for (int round = 0; round < 3; round++) {
            applied(fence, decide("E", version, new Verdict.Discard(round == 1)));
            version = applied(fence, decide("E", version + 1, restore("k"))).version();
            applied(fence, new Command.Start(0, "E"));
            version = applied(fence, fails("k", head("k").seq(), "E", Status.OPEN))
                    .version();
        }
        assertThat(statusOf("E")).isEqualTo(Status.OPEN);
        assertThat(siding("k").count()).isEqualTo(1);
    }

    @Test
    default void what_comes_again_from_its_channel_does_not_come_back_as_well() {
        Fence fence = acquired();
        commit(
                fence,
                divert("k", 1, "E", Status.OPEN),
                divert("l", 2, "F", Status.OPEN),
                divert("m", 3, "G", Status.OPEN),
                decide("E", 1, new Verdict.Discard(false)),
                decide("F", 1, new Verdict.Discard(false)),
                decide("G", 1, new Verdict.Discard(true)));
        await(store().shards().setPaused("s", true, "ann"));
        await(store().subscriptions()
                .rewind("s", new Rewind(Map.of("in", 1L), Map.of(), KeyedState.NONE, "all"), "ann"));
        Fence next = await(store().shards().acquire(spec("s")));
        for (String id : List.of("E", "F", "G")) {
            assertThat(statusOf(id)).as(id).isEqualTo(Status.SUPERSEDED);
            assertThat(conflict(next, decide(id, -1, restore("k"))).reason()).isEqualTo(Reason.STATUS);
        }
    }

    @Test
    default void what_is_past_its_keeping_is_gone_and_what_came_back_is_not() {
        Fence fence = acquired();
        commit(
                fence,
                divert("k", 1, "E", Status.OPEN),
                divert("l", 2, "F", Status.OPEN),
                decide("E", 1, new Verdict.Discard(false)),
                decide("F", 1, new Verdict.Discard(false)));
        applied(fence, decide("F", 2, restore("l")));
        wallMillis().addAndGet(Duration.ofDays(2).toMillis());
        await(store().prune(new Keeping(Duration.ofDays(1), Duration.ofDays(9), Duration.ofDays(9))));
        assertThat(conflict(fence, decide("E", 2, restore("k"))).reason()).isEqualTo(Reason.NOT_FOUND);
        assertThat(statusOf("F")).isEqualTo(Status.DECIDED);
    }
}
