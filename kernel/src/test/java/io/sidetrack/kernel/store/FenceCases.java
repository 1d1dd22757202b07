package io.sidetrack.kernel.store;

import static io.sidetrack.kernel.store.StoreFixture.at;
import static io.sidetrack.kernel.store.StoreFixture.await;
import static io.sidetrack.kernel.store.StoreFixture.decide;
import static io.sidetrack.kernel.store.StoreFixture.divert;
import static io.sidetrack.kernel.store.StoreFixture.done;
import static io.sidetrack.kernel.store.StoreFixture.park;
import static io.sidetrack.kernel.store.StoreFixture.received;
import static io.sidetrack.kernel.store.StoreFixture.resubmit;
import static io.sidetrack.kernel.store.StoreFixture.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidetrack.kernel.store.Outcome.Applied;
import io.sidetrack.kernel.store.Outcome.Conflict;
import io.sidetrack.kernel.store.Outcome.Reason;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who may write: fences, chains of dependent commands, and the order of a subscription. */
interface FenceCases extends StoreFixture {

    @Test
    default void each_acquisition_has_a_higher_epoch_and_refuses_the_older_fences() {
        Fence first = acquired();
        Fence second = await(store().shards().acquire(spec("s")));
        assertThat(second.epoch()).isGreaterThan(first.epoch());
        assertThatThrownBy(() -> commit(first, done(1))).isInstanceOf(FencedException.class);
        assertThatThrownBy(() -> recovered(first)).isInstanceOf(FencedException.class);
        applied(second, done(1));
    }

    @Test
    default void a_fenced_call_applies_nothing_and_harms_no_other_call_of_its_group() {
        Fence old = acquired();
        Fence fence = await(store().shards().acquire(spec("s")));
        Future<List<Outcome>> before = store().shards().commit(fence, List.of(done(1)));
        Future<List<Outcome>> fenced = store().shards().commit(old, List.of(done(2), divert("k", 3, "E", Status.OPEN)));
        Future<List<Outcome>> after = store().shards().commit(fence, List.of(done(4)));
        assertThat(await(before)).containsExactly(Outcome.APPLIED);
        assertThatThrownBy(() -> await(fenced)).isInstanceOf(FencedException.class);
        assertThat(await(after)).containsExactly(Outcome.APPLIED);
        Progress progress = recovered(fence).progress().get("in");
        assertThat(progress.watermark()).isEqualTo(1);
        assertThat(progress.ranges()).containsExactly(4, 4);
        assertThat(siding("k").count()).isZero();
    }

    @Test
    default void an_unknown_subscription_is_fenced() {
        acquired();
        assertThatThrownBy(() -> commit(new Fence("nobody", 1, 1), done(1))).isInstanceOf(FencedException.class);
    }

    @Test
    default void after_a_crash_the_next_epoch_is_higher() {
        Fence before = acquired();
        crash();
        assertThat(await(store().shards().acquire(spec("s"))).epoch()).isGreaterThan(before.epoch());
        assertThatThrownBy(() -> commit(before, done(1))).isInstanceOf(FencedException.class);
    }

    @Test
    default void after_a_conflict_the_rest_of_its_chain_conflicts_in_later_calls_too() {
        Fence fence = acquired();
        List<Outcome> outcomes = commit(fence, chained(5, 1), wrong(5), chained(5, 2), chained(6, 3), chained(0, 4));
        assertThat(outcomes.get(0)).isInstanceOf(Applied.class);
        assertThat(((Conflict) outcomes.get(1)).reason()).isEqualTo(Reason.SIDING);
        assertThat(((Conflict) outcomes.get(2)).reason()).isEqualTo(Reason.CHAIN);
        assertThat(outcomes.get(3)).isInstanceOf(Applied.class);
        assertThat(outcomes.get(4)).isInstanceOf(Applied.class);
        assertThat(conflict(fence, chained(5, 2)).reason()).isEqualTo(Reason.CHAIN);
        applied(fence, chained(7, 2));
        Fence next = await(store().shards().acquire(spec("s")));
        applied(next, chained(5, 5));
    }

    @Test
    default void a_conflict_outside_of_a_chain_breaks_nothing() {
        Fence fence = acquired();
        List<Outcome> outcomes = commit(fence, wrong(0), chained(0, 1));
        assertThat(outcomes.get(0)).isInstanceOf(Conflict.class);
        assertThat(outcomes.get(1)).isInstanceOf(Applied.class);
    }

    private static Command chained(long chain, long position) {
        return new Command.Done(chain, null, at(position), null, List.of());
    }

    private static Command wrong(long chain) {
        return new Command.Park(chain, "no siding", at(9), received("no siding", "x"));
    }

    @Test
    default void a_shard_starts_from_everything_that_was_committed_before() {
        Fence fence = acquired();
        commit(
                fence,
                done(1),
                divert("a", 2, "A", Status.OPEN),
                park("a", 3),
                divert("b", 4, "B", Status.HANDLING),
                new Command.Done(0, "k", at(5), new StateWrite("k", Buffer.buffer("s")), List.of()));
        crash();
        Recovery recovery = recovered(await(store().shards().acquire(spec("s"))));
        assertThat(recovery.progress().get("in").watermark()).isEqualTo(5);
        assertThat(recovery.laneHashes()).containsExactlyInAnyOrder(LaneHash.of("a"), LaneHash.of("b"));
        assertThat(recovery.hasState()).isTrue();
        assertThat(recovery.parked()).isEqualTo(3);
        assertThat(recovery.paused()).isFalse();
        assertThat(siding("a").entries())
                .extracting(each -> each.received().event().getId())
                .containsExactly("e2", "e3");
    }

    @Test
    default void subscriptions_do_not_see_each_other() {
        Fence fence = acquired();
        Fence other = await(store().shards().acquire(spec("other")));
        commit(fence, divert("k", 1, "E", Status.HANDLING));
        commit(fence, new Command.Done(0, "k", at(5), new StateWrite("k", Buffer.buffer("s")), List.of()));
        assertThat(await(store().shards().readSiding("other", "k", 0, 10)).count())
                .isZero();
        assertThat(await(store().shards().readStates("other", List.of("k")))).isEmpty();
        assertThat(await(store().shards().readDrivable("other", 0, 0, 10)).lanes())
                .isEmpty();
        assertThat(recovered(other).laneHashes()).isEmpty();
        assertThat(recovered(other).progress().get("in").watermark()).isZero();
        applied(other, divert("k", 1, "F", Status.OPEN));
    }

    @Test
    default void the_order_may_not_change_while_something_depends_on_it() {
        SubscriptionSpec changed = new SubscriptionSpec("s", List.of("in"), "by channel", Map.of());
        Fence fence = acquired();
        applied(fence, done(2));
        assertRefused(changed, "1 events done above the watermark");
        commit(fence, done(1), divert("k", 3, "E", Status.OPEN), park("k", 4));
        assertRefused(changed, "1 sidings with 2 events");
        applied(fence, decide("E", 1, new Verdict.Discard(true)));
        applied(fence, new Command.Done(0, "k", at(5), new StateWrite("k", Buffer.buffer("s")), List.of()));
        assertRefused(changed, "1 keys with state");
        applied(fence, new Command.Done(0, "k", at(6), new StateWrite("k", null), List.of()));
        Fence next = await(store().shards().acquire(changed));
        assertThat(next.epoch()).isGreaterThan(fence.epoch());
        assertThat(recovered(next).progress().get("in").watermark()).isEqualTo(6);
    }

    /** A mark is of a key: under another key rule it would hide a delivery of somebody else's. */
    @Test
    default void the_order_may_not_change_while_marks_of_the_old_keys_are_kept() {
        SubscriptionSpec changed = new SubscriptionSpec("s", List.of("in"), "by channel", Map.of());
        Fence fence = acquired();
        Receipt mark = new Receipt.Mark("log", "0", 7);
        applied(fence, new Command.Done(0, "k", mark, new StateWrite("k", Buffer.buffer("s")), List.of()));
        applied(fence, new Command.Done(0, "k", at(1), new StateWrite("k", null), List.of()));
        assertRefused(changed, "1 keys with deliveries of a remote log that may come again");
    }

    @Test
    default void a_refused_order_changes_nothing_and_the_old_one_goes_on() {
        SubscriptionSpec changed = new SubscriptionSpec("s", List.of("in", "out"), "by channel", Map.of());
        Fence fence = acquired();
        commit(fence, done(1), divert("k", 2, "E", Status.OPEN));
        assertRefused(changed, "1 sidings");
        applied(fence, park("k", 3));
        crash();
        Recovery recovery = recovered(await(store().shards().acquire(spec("s"))));
        assertThat(recovery.progress().get("in").watermark()).isEqualTo(3);
        assertThat(recovery.progress()).doesNotContainKey("out");
        assertThat(recovery.parked()).isEqualTo(2);
    }

    /** The refusal names the subscription, the old and the new order, what is in the way, and what to do. */
    private void assertRefused(SubscriptionSpec changed, String inTheWay) {
        assertThatThrownBy(() -> await(store().shards().acquire(changed)))
                .isInstanceOf(OrderChangedException.class)
                .hasMessageContaining("'s'")
                .hasMessageContaining("'by key' became 'by channel'")
                .hasMessageContaining(inTheWay)
                .hasMessageContaining("Go back to the old configuration");
    }

    @Test
    default void pausing_is_durable_and_audited() {
        acquired();
        await(store().shards().setPaused("s", true, "ann"));
        crash();
        assertThat(recovered(await(store().shards().acquire(spec("s")))).paused())
                .isTrue();
        AuditStore.Entry entry = await(store().audit().list(null, 1)).items().get(0);
        assertThat(entry.by()).isEqualTo("ann");
        assertThat(entry.target()).isEqualTo("s");
        await(store().shards().setPaused("s", false, "ann"));
        assertThat(await(store().shards().subscriptions()).get(0).paused()).isFalse();
    }

    @Test
    default void a_decision_survives_a_crash_and_the_same_revision_runs() {
        Fence fence = acquired();
        commit(fence, divert("k", 1, "E", Status.OPEN), park("k", 2), decide("E", 1, resubmit()));
        crash();
        assertThat(drivable(0)).containsExactly("k");
        assertThat(head("k").errored().status()).isEqualTo(Status.DECIDED);
        assertThat(head("k").errored().version()).isEqualTo(2);
    }
}
