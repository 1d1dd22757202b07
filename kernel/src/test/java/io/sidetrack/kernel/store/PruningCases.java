package io.sidetrack.kernel.store;

import static io.sidetrack.kernel.store.StoreFixture.at;
import static io.sidetrack.kernel.store.StoreFixture.await;
import static io.sidetrack.kernel.store.StoreFixture.decide;
import static io.sidetrack.kernel.store.StoreFixture.divert;
import static io.sidetrack.kernel.store.StoreFixture.park;
import static io.sidetrack.kernel.store.StoreFixture.received;
import static io.sidetrack.kernel.store.StoreFixture.resubmit;
import static io.sidetrack.kernel.store.StoreFixture.settle;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidetrack.kernel.store.ErrorStore.ErrorFilter;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is finished goes after its keeping; what is open stays, however old it is. */
interface PruningCases extends StoreFixture {
    Keeping KEEPING = new Keeping(Duration.ofDays(30), Duration.ofDays(400), Duration.ofDays(7));

    private long prune() {
        return await(store().prune(KEEPING));
    }

    private void days(int days) {
        wallMillis().addAndGet(Duration.ofDays(days).toMillis());
    }

    private List<String> erroredIds() {
        return await(store().errors().list(ErrorFilter.all(), null, 1_000)).items().stream()
                .map(ErrorStore.ErroredSummary::id)
                .toList();
    }

    private List<AuditStore.Entry> audit() {
        return await(store().audit().list(null, 10_000)).items();
    }

    private boolean settled(Fence fence, Receipt receipt, String lane) {
        return await(store().shards().readSettled(fence, List.of(receipt), List.of(lane)))
                .get(0);
    }

    @Test
    default void a_resolved_errored_event_is_kept_for_its_time_and_goes_with_its_history() {
        Fence fence = acquired();
        commit(fence, divert("a", 1, "A", Status.OPEN), divert("b", 2, "B", Status.OPEN));
        commit(fence, divert("c", 3, "C", Status.OPEN), divert("d", 4, "D", Status.OPEN), park("d", 5));
        commit(fence, decide("A", 1, resubmit()), new Command.Start(0, "A"));
        applied(fence, settle("a", head("a").seq(), "A", true));
        applied(fence, decide("B", 1, new Verdict.Discard(false)));
        days(20);
        applied(fence, decide("C", 1, new Verdict.Discard(false)));
        assertThat(prune()).isZero();
        days(11);
        assertThat(prune()).as("A and B").isEqualTo(2);
        assertThat(erroredIds()).as("C is younger, D is open").containsExactly("D", "C");
        assertThat(await(store().errors().find("A"))).isEmpty();
        days(1_000);
        assertThat(prune()).isPositive();
        crash();
        assertThat(erroredIds()).containsExactly("D");
        assertThat(errored("D").attempts()).hasSize(1);
        assertThat(errored("D").revisions()).hasSize(1);
        assertThat(siding("d").count()).isEqualTo(2);
    }

    @Test
    default void what_is_decided_or_waits_for_its_retry_is_open() {
        Fence fence = acquired();
        commit(
                fence,
                divert("a", 1, "A", Status.RETRYING),
                divert("b", 2, "B", Status.OPEN),
                divert("c", 3, "C", Status.OUTAGE),
                divert("d", 4, "D", Status.INDETERMINATE),
                decide("B", 1, resubmit()));
        days(5_000);
        assertThat(prune()).isZero();
        assertThat(erroredIds()).containsExactly("D", "C", "B", "A");
    }

    @Test
    default void the_audit_is_kept_for_its_time_and_that_of_an_open_errored_event_beyond_it() {
        Fence fence = acquired();
        await(store().audit().record("ann", "login", "node", new JsonObject()));
        commit(fence, divert("a", 1, "A", Status.OPEN), decide("A", 1, resubmit()));
        days(399);
        await(store().audit().record("ann", "logout", "node", new JsonObject()));
        assertThat(prune()).isZero();
        days(2);
        assertThat(prune()).isEqualTo(1);
        assertThat(audit()).extracting(AuditStore.Entry::target).containsExactly("node", "A");
        assertThat(audit().get(0).action()).isEqualTo("logout");
        commit(fence, new Command.Start(0, "A"), settle("a", head("a").seq(), "A", true));
        days(31);
        assertThat(prune()).as("the errored event and its audit entry").isEqualTo(2);
        long last = audit().get(0).seq();
        await(store().audit().record("ann", "login", "node", new JsonObject()));
        assertThat(audit().get(0).seq()).as("numbers go on").isGreaterThan(last);
    }

    @Test
    default void a_message_of_a_queue_is_recognised_for_its_time() {
        Fence fence = acquired();
        Receipt early = new Receipt.Inbox("queue", "/tests", "early");
        Receipt late = new Receipt.Inbox("queue", "/tests", "late");
        applied(fence, new Command.Done(0, "a", early, new StateWrite("a", Buffer.buffer("s")), List.of()));
        days(4);
        applied(fence, new Command.Done(0, "a", late, new StateWrite("a", Buffer.buffer("t")), List.of()));
        days(4);
        assertThat(settled(fence, early, "a")).as("nobody pruned yet").isTrue();
        assertThat(prune()).isEqualTo(1);
        assertThat(settled(fence, early, "a")).isFalse();
        assertThat(settled(fence, late, "a")).isTrue();
    }

    @Test
    default void a_mark_goes_when_its_log_has_passed_it_unless_state_or_a_siding_needs_it() {
        Fence fence = acquired();
        marked(fence, "gone", 10);
        marked(fence, "above", 21);
        marked(fence, "state", 12);
        applied(fence, new Command.Done(0, "state", mark(13), new StateWrite("state", Buffer.buffer("s")), List.of()));
        applied(fence, diverted("open", 14));
        days(5_000);
        assertThat(prune()).as("not passed").isEqualTo(3 + 3);
        await(store().shards().passed(fence, "remote", "0", 20));
        await(store().shards().passed(fence, "remote", "0", 5));
        crash();
        Fence next = await(store().shards().acquire(StoreFixture.spec("s")));
        assertThat(prune()).isEqualTo(1);
        assertThat(settled(next, mark(10), "gone")).isFalse();
        assertThat(settled(next, mark(21), "above")).isTrue();
        assertThat(settled(next, mark(13), "state")).isTrue();
        assertThat(settled(next, mark(14), "open")).isTrue();
        applied(next, decide("open-14", -1, new Verdict.Discard(false)));
        assertThat(prune()).isEqualTo(1);
        assertThat(settled(next, mark(14), "open")).isFalse();
    }

    @Test
    default void very_many_go_too() {
        Fence fence = acquired();
        List<Command> commands = new ArrayList<>();
        for (int i = 0; i < 1_300; i++) {
            commands.add(diverted("k" + i, i));
            commands.add(decide("k" + i + "-" + i, 1, new Verdict.Discard(false)));
        }
        commit(fence, commands.toArray(Command[]::new));
        await(store().shards().passed(fence, "remote", "0", 1_299));
        commit(fence, divert("open", 1, "O", Status.OPEN));
        days(401);
        assertThat(prune()).as("events, audit entries and marks").isEqualTo(3 * 1_300);
        assertThat(erroredIds()).containsExactly("O");
        assertThat(audit()).isEmpty();
    }

    private static Receipt mark(long position) {
        return new Receipt.Mark("remote", "0", position);
    }

    private static Command diverted(String lane, long position) {
        return new Command.Divert(
                0,
                lane,
                mark(position),
                received(lane, "e" + position),
                lane + "-" + position,
                Status.OPEN,
                0,
                List.of(StoreFixture.attempt(1, "broken")),
                "");
    }

    /** A mark of a lane whose siding is closed again. */
    private void marked(Fence fence, String lane, long position) {
        commit(fence, diverted(lane, position), decide(lane + "-" + position, 1, new Verdict.Discard(false)));
        assertThat(settled(fence, mark(position), lane)).isTrue();
        assertThat(settled(fence, at(position), lane)).isFalse();
    }
}
