package io.sidetrack.kernel.store;

import static io.sidetrack.kernel.store.StoreFixture.at;
import static io.sidetrack.kernel.store.StoreFixture.attempt;
import static io.sidetrack.kernel.store.StoreFixture.await;
import static io.sidetrack.kernel.store.StoreFixture.channel;
import static io.sidetrack.kernel.store.StoreFixture.decide;
import static io.sidetrack.kernel.store.StoreFixture.divert;
import static io.sidetrack.kernel.store.StoreFixture.event;
import static io.sidetrack.kernel.store.StoreFixture.events;
import static io.sidetrack.kernel.store.StoreFixture.fails;
import static io.sidetrack.kernel.store.StoreFixture.park;
import static io.sidetrack.kernel.store.StoreFixture.resubmit;
import static io.sidetrack.kernel.store.StoreFixture.settle;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidetrack.kernel.store.ErrorStore.ErroredDetail;
import io.sidetrack.kernel.store.ErrorStore.Resolution;
import io.sidetrack.kernel.store.ErrorStore.Revision;
import io.sidetrack.kernel.store.Outcome.Applied;
import io.sidetrack.kernel.store.Outcome.Conflict;
import io.sidetrack.kernel.store.Outcome.Reason;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Decisions on errored events: one compare-and-set each, with resolution and audit. */
interface DecisionCases extends StoreFixture {

    @Test
    default void of_two_decisions_on_one_version_the_first_wins() {
        Fence fence = acquired();
        applied(fence, divert("k", 1, "E", Status.OPEN));
        List<Outcome> outcomes = commit(fence, decide("E", 1, resubmit()), decide("E", 1, new Verdict.Discard(false)));
        assertThat(((Applied) outcomes.get(0)).version()).isEqualTo(2);
        Conflict loser = (Conflict) outcomes.get(1);
        assertThat(loser.reason()).isEqualTo(Reason.VERSION);
        assertThat(loser.version()).isEqualTo(2);
        assertThat(loser.status()).isEqualTo(Status.DECIDED);
        assertThat(statusOf("E")).isEqualTo(Status.DECIDED);
    }

    @Test
    default void what_cannot_be_decided_upon_says_its_status() {
        Fence fence = acquired();
        commit(fence, divert("k", 1, "E", Status.OPEN), decide("E", -1, resubmit()));
        Conflict again = conflict(fence, decide("E", -1, resubmit()));
        assertThat(again.reason()).isEqualTo(Reason.STATUS);
        assertThat(again.status()).isEqualTo(Status.DECIDED);
        assertThat(conflict(fence, decide("nobody", 1, resubmit())).reason()).isEqualTo(Reason.NOT_FOUND);
        Fence other = await(store().shards().acquire(StoreFixture.spec("other")));
        assertThat(conflict(other, decide("E", -1, resubmit())).reason())
                .as("of another subscription")
                .isEqualTo(Reason.NOT_FOUND);
    }

    @Test
    default void an_indeterminate_event_runs_again_only_when_somebody_confirms() {
        Fence fence = acquired();
        applied(fence, divert("k", 1, "E", Status.INDETERMINATE));
        for (Verdict unasked :
                List.of(resubmit(), new Verdict.RetryLater(0), new Verdict.Outage(), new Verdict.Leave())) {
            assertThat(conflict(fence, decide("E", -1, unasked)).reason())
                    .as("%s", unasked)
                    .isEqualTo(Reason.STATUS);
        }
        applied(fence, decide("E", 1, new Verdict.Resubmit(null, null, null, true)));
        assertThat(statusOf("E")).isEqualTo(Status.DECIDED);
    }

    @Test
    default void an_event_of_an_outage_waits_for_no_person() {
        Fence fence = acquired();
        applied(fence, divert("k", 1, "E", Status.OPEN));
        applied(fence, decide("E", -1, new Verdict.Outage()));
        crash();
        assertThat(statusOf("E")).isEqualTo(Status.OUTAGE);
        applied(acquired(), new Command.Start(0, "E"));
        assertThat(statusOf("E")).isEqualTo(Status.RUNNING);
    }

    @Test
    default void an_edit_is_a_new_revision_and_the_original_is_kept() {
        Fence fence = acquired();
        applied(fence, divert("k", 1, "E", Status.OPEN));
        applied(fence, decide("E", 1, new Verdict.Resubmit(event("e1", "{\"v\":1}"), null, null, false)));
        commit(fence, new Command.Start(0, "E"), fails("k", head("k").seq(), "E", Status.OPEN));
        applied(fence, decide("E", 3, new Verdict.Resubmit(event("e1", "{\"v\":2}"), null, null, false)));
        crash();
        assertThat(head("k").received().event()).isEqualTo(event("e1", "{\"v\":2}"));
        assertThat(head("k").received().key()).isEqualTo("k");
        assertThat(head("k").errored().revision()).isEqualTo(2);
        ErroredDetail detail = errored("E");
        assertThat(detail.original().event()).isEqualTo(event("e1"));
        assertThat(detail.revisions())
                .extracting(Revision::event)
                .containsExactly(event("e1"), event("e1", "{\"v\":1}"), event("e1", "{\"v\":2}"));
        assertThat(detail.revisions()).extracting(Revision::number).containsExactly(0, 1, 2);
        assertThat(detail.revisions().get(2).by()).isEqualTo("ann");
        assertThat(detail.resolutions()).extracting(Resolution::outcome).containsExactly("failed again", null);
        assertThat(detail.resolutions()).extracting(Resolution::revision).containsExactly(1, 2);
    }

    @Test
    default void a_resolution_that_works_says_succeeded() {
        Fence fence = acquired();
        commit(fence, divert("k", 1, "E", Status.OPEN), decide("E", 1, resubmit()), new Command.Start(0, "E"));
        assertThat(errored("E").resolutions().get(0).outcome()).isNull();
        applied(fence, settle("k", head("k").seq(), "E", true));
        Resolution resolution = errored("E").resolutions().get(0);
        assertThat(resolution.outcome()).isEqualTo("succeeded");
        assertThat(resolution.action()).isEqualTo("resubmit");
        assertThat(resolution.by()).isEqualTo("ann");
        assertThat(resolution.note()).isEqualTo("because");
        assertThat(errored("E").summary().waiting()).isZero();
    }

    @Test
    default void discarding_a_head_lets_its_followers_go() {
        Fence fence = acquired();
        commit(fence, divert("k", 1, "E", Status.OPEN), park("k", 2), park("k", 3));
        Applied discarded = applied(fence, decide("E", 1, new Verdict.Discard(false)));
        assertThat(discarded).isEqualTo(new Applied(2, false, 2));
        assertThat(statusOf("E")).isEqualTo(Status.DISCARDED);
        assertThat(siding("k").count()).isEqualTo(2);
        assertThat(drivable(0)).containsExactly("k");
        assertThat(await(store().audit().list(null, 1)).items().get(0).target()).isEqualTo("E");
    }

    @Test
    default void discarding_the_only_entry_closes_the_siding() {
        Fence fence = acquired();
        commit(fence, divert("k", 1, "E", Status.OPEN));
        assertThat(applied(fence, decide("E", 1, new Verdict.Discard(false)))).isEqualTo(new Applied(2, true, 0));
        assertThat(siding("k").id()).isZero();
        applied(fence, divert("k", 2, "F", Status.OPEN));
        assertThat(siding("k").count()).isEqualTo(1);
    }

    @Test
    default void discarding_a_whole_siding_takes_everything_along_with_one_audit_entry() {
        Fence fence = acquired();
        commit(fence, divert("b", 1, "B", Status.OPEN), divert("k", 2, "E", Status.OPEN), park("k", 3), park("k", 4));
        applied(fence, decide("B", 1, new Verdict.Resubmit(event("e1"), "k", "k", false)));
        applied(fence, new Command.Move(0, "b", head("b").seq(), "B", "k"));
        int before = await(store().audit().list(null, 100)).items().size();
        Applied discarded = applied(fence, decide("E", 1, new Verdict.Discard(true)));
        assertThat(discarded.closed()).isTrue();
        assertThat(discarded.released()).isEqualTo(3);
        assertThat(statusOf("E")).isEqualTo(Status.DISCARDED);
        assertThat(statusOf("B")).as("an errored event behind the head").isEqualTo(Status.DISCARDED);
        assertThat(siding("k").count()).isZero();
        assertThat(recovered(fence).parked()).isZero();
        List<AuditStore.Entry> audit = await(store().audit().list(null, 100)).items();
        assertThat(audit).hasSize(before + 1);
        assertThat(audit.get(0).by()).isEqualTo("ann");
        crash();
        assertThat(siding("k").count()).isZero();
    }

    @Test
    default void redirecting_appends_the_current_revision_and_lets_the_followers_go() {
        Fence fence = acquired();
        commit(fence, divert("k", 1, "E", Status.OPEN), park("k", 2));
        applied(fence, decide("E", 1, new Verdict.Resubmit(event("e1", "{\"v\":1}"), null, null, false)));
        commit(fence, new Command.Start(0, "E"), fails("k", head("k").seq(), "E", Status.HANDLING));
        Applied redirected = applied(fence, decide("E", 3, new Verdict.Redirect("out")));
        assertThat(redirected).isEqualTo(new Applied(4, false, 1));
        assertThat(statusOf("E")).isEqualTo(Status.REDIRECTED);
        assertThat(await(store().channels().read("out", 1, 10)))
                .extracting(ChannelStore.ChannelEvent::event)
                .containsExactly(event("e1", "{\"v\":1}"));
    }

    @Test
    default void a_redirect_to_a_remote_channel_is_decided_then_sent_and_settled() {
        Fence fence = acquired();
        commit(fence, divert("k", 1, "E", Status.OPEN), park("k", 2));
        Applied decided = applied(fence, decide("E", 1, new Verdict.Redirect("remote", true)));
        assertThat(decided).isEqualTo(new Applied(2, false, 0));
        crash();
        Fence next = await(store().shards().acquire(StoreFixture.spec("s")));
        assertThat(drivable(0)).containsExactly("k");
        assertThat(head("k").errored().status()).isEqualTo(Status.DECIDED);
        assertThat(head("k").errored().redirectTo()).isEqualTo("remote");
        applied(next, new Command.Start(0, "E"));
        assertThat(head("k").errored().redirectTo()).isEqualTo("remote");
        applied(next, StoreFixture.settle("k", head("k").seq(), "E", false));
        assertThat(statusOf("E")).isEqualTo(Status.REDIRECTED);
        assertThat(errored("E").resolutions()).singleElement().satisfies(each -> {
            assertThat(each.action()).isEqualTo("redirect");
            assertThat(each.outcome()).isEqualTo("succeeded");
        });
        assertThat(siding("k").count()).isEqualTo(1);
    }

    @Test
    default void a_redirect_that_was_rejected_has_failed_again_and_the_next_decision_is_free_of_it() {
        Fence fence = acquired();
        commit(fence, divert("k", 1, "E", Status.OPEN), decide("E", 1, new Verdict.Redirect("remote", true)));
        commit(fence, new Command.Start(0, "E"), fails("k", head("k").seq(), "E", Status.OPEN));
        assertThat(head("k").errored().redirectTo()).isNull();
        assertThat(errored("E").resolutions())
                .extracting(ErrorStore.Resolution::outcome)
                .containsExactly("failed again");
        commit(fence, decide("E", 3, resubmit()), new Command.Start(0, "E"));
        applied(fence, StoreFixture.settle("k", head("k").seq(), "E", true));
        assertThat(statusOf("E")).isEqualTo(Status.SUCCEEDED);
    }

    @Test
    default void a_redirect_that_cannot_be_done_leaves_everything_as_it_is() {
        acquired();
        await(store().channels().declare(List.of(channel("in"), new ChannelSpec("out", Duration.ofHours(1), 1))));
        reader("out");
        Fence fence = await(store().shards().acquire(StoreFixture.spec("s")));
        commit(fence, divert("k", 1, "E", Status.OPEN));
        assertThat(conflict(fence, decide("E", 1, new Verdict.Redirect("nowhere")))
                        .reason())
                .isEqualTo(Reason.CHANNEL);
        commit(
                fence,
                new Command.Done(
                        0,
                        null,
                        at(2),
                        null,
                        events("x", 2).stream()
                                .map(each -> new Emission("out", each))
                                .toList()));
        assertThat(conflict(fence, decide("E", 1, new Verdict.Redirect("out"))).reason())
                .isEqualTo(Reason.LIMIT);
        assertThat(errored("E").summary().version()).isEqualTo(1);
        assertThat(errored("E").resolutions()).isEmpty();
        assertThat(siding("k").count()).isEqualTo(1);
    }

    @Test
    default void a_later_retry_is_due_then_and_leaving_it_waits_for_a_person() {
        Fence fence = acquired();
        commit(fence, divert("k", 1, "E", Status.HANDLING));
        applied(fence, new Command.Decide(0, "E", 1, new Verdict.RetryLater(700), "p.handler", true, ""));
        assertThat(head("k").errored().handled()).isEqualTo(1);
        assertThat(drivable(699)).isEmpty();
        assertThat(drivable(700)).containsExactly("k");
        applied(fence, new Command.Decide(0, "E", 2, new Verdict.Leave(), "p.handler", true, "not mine"));
        assertThat(statusOf("E")).isEqualTo(Status.OPEN);
        assertThat(drivable(1000)).isEmpty();
        assertThat(head("k").errored().handled()).isEqualTo(2);
        assertThat(head("k").errored().dueMillis()).isZero();
        applied(fence, decide("E", 3, resubmit()));
        assertThat(head("k").errored().handled()).as("a person does not count").isEqualTo(2);
    }

    @Test
    default void every_decision_is_audited_by_name() {
        Fence fence = acquired();
        commit(fence, divert("k", 1, "E", Status.OPEN), decide("E", 1, resubmit()));
        AuditStore.Entry entry = await(store().audit().list(null, 1)).items().get(0);
        assertThat(entry.by()).isEqualTo("ann");
        assertThat(entry.target()).isEqualTo("E");
        assertThat(entry.atMillis()).isEqualTo(FIRST_MILLIS);
    }

    @Test
    default void attempts_are_counted_over_everything() {
        Fence fence = acquired();
        applied(
                fence,
                new Command.Divert(
                        0,
                        "k",
                        at(1),
                        StoreFixture.received("k", "e1"),
                        "E",
                        Status.OPEN,
                        0,
                        List.of(attempt(1, "a"), attempt(2, "b"), attempt(3, "c")),
                        ""));
        assertThat(head("k").errored().attempts()).isEqualTo(3);
        assertThat(head("k").errored().cause().message()).isEqualTo("c");
        assertThat(errored("E").attempts()).hasSize(3);
    }
}
