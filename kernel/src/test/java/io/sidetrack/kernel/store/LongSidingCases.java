package io.sidetrack.kernel.store;

import static io.sidetrack.kernel.store.StoreFixture.await;
import static io.sidetrack.kernel.store.StoreFixture.decide;
import static io.sidetrack.kernel.store.StoreFixture.divert;
import static io.sidetrack.kernel.store.StoreFixture.event;
import static io.sidetrack.kernel.store.StoreFixture.park;
import static io.sidetrack.kernel.store.StoreFixture.resubmit;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidetrack.kernel.store.Outcome.Applied;
import io.sidetrack.kernel.store.Outcome.Reason;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A siding so long that nothing can be done to all of it at once: what is decided holds at once all the same. */
interface LongSidingCases extends StoreFixture {
    int ERRORED = 450;
    int PARKED = 5_000;

    /** Head {@code E}, errored events {@code B0…} that moved behind it, and parked ones. */
    private Fence longSiding() {
        Fence fence = acquired();
        applied(fence, divert("k", 1, "E", Status.OPEN));
        List<Command> commands = new ArrayList<>();
        for (int i = 0; i < ERRORED; i++) {
            commands.add(divert("b" + i, 2 + i, "B" + i, Status.OPEN));
            commands.add(decide("B" + i, 1, new Verdict.Resubmit(event("b" + i), "k", "k", false)));
        }
        await(store().shards().commit(fence, commands));
        commands.clear();
        for (int i = 0; i < ERRORED; i++) {
            commands.add(new Command.Move(0, "b" + i, head("b" + i).seq(), "B" + i, "k"));
        }
        for (int i = 0; i < PARKED; i++) {
            commands.add(park("k", 2 + ERRORED + i));
        }
        await(store().shards().commit(fence, commands))
                .forEach(outcome -> assertThat(outcome).isInstanceOf(Applied.class));
        return fence;
    }

    @Test
    default void discarding_a_whole_long_siding_frees_its_lane_at_once_and_for_good() {
        Fence fence = longSiding();
        Applied discarded = applied(fence, decide("E", 1, new Verdict.Discard(true)));
        assertThat(discarded).isEqualTo(new Applied(2, true, ERRORED + PARKED));
        assertThat(siding("k").id()).isZero();
        assertThat(recovered(fence).parked()).isZero();
        assertThat(recovered(fence).laneHashes()).isEmpty();
        applied(fence, divert("k", 9_001, "F", Status.OPEN));
        applied(fence, park("k", 9_002));
        crash();
        assertThat(siding("k").entries())
                .extracting(each -> each.received().event())
                .containsExactly(event("e9001"), event("e9002"));
        assertThat(await(store().shards().subscriptions()).get(0))
                .extracting(SubscriptionInfo::sidings, SubscriptionInfo::parked)
                .containsExactly(1L, 2L);
    }

    @Test
    default void an_errored_event_discarded_with_its_siding_cannot_be_decided_upon_any_more() {
        Fence fence = longSiding();
        applied(fence, decide("E", 1, new Verdict.Discard(true)));
        assertThat(conflict(fence, decide("B" + (ERRORED - 1), -1, resubmit())))
                .extracting(Outcome.Conflict::reason, Outcome.Conflict::status)
                .containsExactly(Reason.STATUS, Status.DISCARDED);
        assertThat(conflict(fence, new Command.Start(0, "B" + (ERRORED - 2))).status())
                .isEqualTo(Status.DISCARDED);
        crash();
        Fence next = await(store().shards().acquire(StoreFixture.spec("s")));
        assertThat(conflict(next, decide("B" + (ERRORED - 1), -1, resubmit())).status())
                .isEqualTo(Status.DISCARDED);
        assertThat(conflict(next, new Command.Start(0, "B" + (ERRORED / 2))).status())
                .isEqualTo(Status.DISCARDED);
        assertThat(statusOf("B0")).isEqualTo(Status.DISCARDED);
        assertThat(await(store().shards().subscriptions()).get(0).sidings()).isZero();
    }

    @Test
    default void a_subscription_may_be_forgotten_while_its_discarded_siding_is_still_being_removed() {
        Fence fence = longSiding();
        applied(fence, decide("E", 1, new Verdict.Discard(true)));
        String seen = await(store().shards().subscriptions()).get(0).version();
        await(store().subscriptions().forget("s", seen, "ann"));
        crash();
        for (int i = 0; i < 100; i++) {
            await(store().channels().append("in", StoreFixture.events("after" + i + "-", 1)));
        }
        assertThat(await(store().shards().subscriptions())).isEmpty();
        Fence next = await(store().shards().acquire(StoreFixture.spec("s")));
        assertThat(recovered(next).parked()).isZero();
    }
}
