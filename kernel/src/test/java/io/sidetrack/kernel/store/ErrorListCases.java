package io.sidetrack.kernel.store;

import static io.sidetrack.kernel.store.StoreFixture.at;
import static io.sidetrack.kernel.store.StoreFixture.attempt;
import static io.sidetrack.kernel.store.StoreFixture.await;
import static io.sidetrack.kernel.store.StoreFixture.decide;
import static io.sidetrack.kernel.store.StoreFixture.divert;
import static io.sidetrack.kernel.store.StoreFixture.event;
import static io.sidetrack.kernel.store.StoreFixture.park;
import static io.sidetrack.kernel.store.StoreFixture.spec;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.error.Cause;
import io.sidetrack.api.event.EventBuilder;
import io.sidetrack.kernel.store.ErrorStore.ErrorFilter;
import io.sidetrack.kernel.store.ErrorStore.ErroredSummary;
import io.sidetrack.kernel.store.ErrorStore.Page;
import io.sidetrack.kernel.store.ErrorStore.SidingSummary;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Errored events, sidings and audit as people look at them. */
interface ErrorListCases extends StoreFixture {

    private List<String> ids(ErrorFilter filter) {
        return await(store().errors().list(filter, null, 100)).items().stream()
                .map(ErroredSummary::id)
                .toList();
    }

    private void erroredEvent(Fence fence, String id, String key, CloudEvent event, Status status, String print) {
        Cause cause = new Cause(Cause.Kind.FAILED, "X", "m", "", print);
        applied(
                fence,
                new Command.Divert(
                        0,
                        key,
                        Receipt.NONE,
                        new Received("in", "0", 1, key, event, null, null),
                        id,
                        status,
                        0,
                        List.of(new AttemptRecord(1, 0, 0, cause)),
                        ""));
        wallMillis().addAndGet(10);
    }

    @Test
    default void errors_are_listed_the_newest_first_and_filtered() {
        Fence fence = acquired();
        Fence other = await(store().shards().acquire(spec("other")));
        CloudEvent typed = EventBuilder.from(event("b")).type("special").build();
        erroredEvent(fence, "E1", "a", event("a", "{\"shares\":\"8756 SHARES\"}"), Status.OPEN, "p1");
        erroredEvent(fence, "E2", "b", typed, Status.OPEN, "p2");
        erroredEvent(other, "E3", "a", event("c", "{\"shares\":\"12\"}"), Status.HANDLING, "p1");
        erroredEvent(fence, "E4", "d", event("d"), Status.INDETERMINATE, "p1");
        assertThat(ids(ErrorFilter.all())).containsExactly("E4", "E3", "E2", "E1");
        assertThat(ids(filter(List.of(Status.OPEN), null, null, null, null, null)))
                .containsExactly("E2", "E1");
        assertThat(ids(filter(List.of(Status.OPEN, Status.HANDLING), null, null, null, null, null)))
                .containsExactly("E3", "E2", "E1");
        assertThat(ids(filter(null, "s", null, null, null, null))).containsExactly("E4", "E2", "E1");
        assertThat(ids(filter(List.of(Status.OPEN), "other", null, null, null, null)))
                .isEmpty();
        assertThat(ids(filter(null, null, "a", null, null, null))).containsExactly("E3", "E1");
        assertThat(ids(filter(List.of(Status.OPEN), null, "a", null, null, null)))
                .containsExactly("E1");
        assertThat(ids(filter(null, null, null, "special", null, null))).containsExactly("E2");
        assertThat(ids(filter(null, null, null, null, "p1", null))).containsExactly("E4", "E3", "E1");
        assertThat(ids(filter(null, "s", "a", null, "p1", null))).containsExactly("E1");
        assertThat(ids(filter(null, null, null, null, null, "8756 SHARES"))).containsExactly("E1");
        assertThat(ids(filter(null, "nobody", null, null, null, null))).isEmpty();
        long second = FIRST_MILLIS + 10;
        assertThat(ids(new ErrorFilter(null, null, null, null, null, null, second, second + 20)))
                .containsExactly("E3", "E2");
    }

    private static ErrorFilter filter(
            @Nullable List<Status> status,
            @Nullable String subscription,
            @Nullable String key,
            @Nullable String type,
            @Nullable String group,
            @Nullable String q) {
        return new ErrorFilter(status, subscription, key, type, group, q, null, null);
    }

    @Test
    default void the_search_looks_into_the_current_revision() {
        Fence fence = acquired();
        applied(fence, divert("k", 1, "E", Status.OPEN));
        applied(fence, decide("E", 1, new Verdict.Resubmit(event("e1", "{\"needle\":1}"), null, null, false)));
        assertThat(ids(filter(null, null, null, null, null, "needle"))).containsExactly("E");
        assertThat(ids(filter(null, null, null, null, null, "\"of\""))).isEmpty();
    }

    @Test
    default void pages_of_errors_follow_each_other_without_gaps() {
        Fence fence = acquired();
        for (int i = 1; i <= 7; i++) {
            applied(fence, divert("k" + i, i, "E" + i, i % 2 == 0 ? Status.OPEN : Status.HANDLING));
        }
        for (ErrorFilter filter : List.of(
                ErrorFilter.all(),
                filter(List.of(Status.OPEN, Status.HANDLING), null, null, null, null, null),
                filter(null, "s", null, null, null, null),
                filter(null, null, null, null, null, "of"))) {
            List<String> seen = new ArrayList<>();
            String cursor = null;
            do {
                Page<ErroredSummary> page = await(store().errors().list(filter, cursor, 3));
                assertThat(page.items()).hasSizeLessThanOrEqualTo(3);
                page.items().forEach(each -> seen.add(each.id()));
                cursor = page.cursor();
            } while (cursor != null);
            assertThat(seen).containsExactly("E7", "E6", "E5", "E4", "E3", "E2", "E1");
        }
    }

    @Test
    default void an_error_is_found_with_everything_known_of_it() {
        Fence fence = acquired();
        commit(fence, divert("k", 1, "E", Status.OPEN), park("k", 2), park("k", 3));
        ErrorStore.ErroredDetail detail = errored("E");
        ErroredSummary summary = detail.summary();
        assertThat(summary.subscription()).isEqualTo("s");
        assertThat(summary.lane()).isEqualTo("k");
        assertThat(summary.received().event()).isEqualTo(event("e1"));
        assertThat(summary.received().position()).isEqualTo(7);
        assertThat(summary.waiting()).isEqualTo(2);
        assertThat(summary.createdMillis()).isEqualTo(FIRST_MILLIS);
        assertThat(summary.version()).isEqualTo(1);
        assertThat(detail.sidingId()).isEqualTo(siding("k").id());
        assertThat(detail.attempts()).containsExactly(attempt(1, "broken"));
        assertThat(detail.revisions()).hasSize(1);
        assertThat(detail.followers().items())
                .extracting(each -> each.received().event().getId())
                .containsExactly("e2", "e3");
        assertThat(detail.followers().cursor()).isNull();
        assertThat(await(store().errors().find("nobody"))).isEmpty();
    }

    @Test
    default void those_behind_an_error_are_read_on_from_where_its_detail_ends() {
        Fence fence = acquired();
        commit(fence, divert("k", 1, "E", Status.OPEN));
        for (int i = 2; i <= 60; i++) {
            applied(fence, park("k", i));
        }
        ErrorStore.ErroredDetail detail = errored("E");
        List<String> seen = new java.util.ArrayList<>();
        Page<SidingEntry> page = detail.followers();
        page.items().forEach(each -> seen.add(each.received().event().getId()));
        while (page.cursor() != null) {
            page = await(store().errors().sidingEntries(detail.sidingId(), page.cursor(), 7))
                    .orElseThrow();
            page.items().forEach(each -> seen.add(each.received().event().getId()));
        }
        assertThat(detail.followers().items()).hasSizeLessThan(30);
        assertThat(seen)
                .containsExactlyElementsOf(java.util.stream.IntStream.rangeClosed(2, 60)
                        .mapToObj(i -> "e" + i)
                        .toList());
    }

    @Test
    default void sidings_are_listed_the_oldest_first_with_their_heads() {
        Fence fence = acquired();
        commit(fence, divert("a", 1, "A", Status.OPEN), park("a", 2), divert("b", 3, "B", Status.OUTAGE));
        applied(
                fence,
                new Command.Divert(
                        0,
                        "\0loose",
                        at(4),
                        new Received("in", "0", 4, null, event("x"), null, null),
                        "C",
                        Status.OPEN,
                        0,
                        List.of(attempt(1, "x")),
                        ""));
        Page<SidingSummary> first = await(store().errors().sidings("s", null, 2));
        assertThat(first.items()).extracting(SidingSummary::lane).containsExactly("a", "b");
        assertThat(first.items().get(0).count()).isEqualTo(2);
        assertThat(first.items().get(0).key()).isEqualTo("a");
        assertThat(first.items().get(0).headErroredId()).isEqualTo("A");
        assertThat(first.items().get(1).headStatus()).isEqualTo(Status.OUTAGE);
        Page<SidingSummary> rest = await(store().errors().sidings(null, first.cursor(), 2));
        assertThat(rest.items()).extracting(SidingSummary::lane).containsExactly("\0loose");
        assertThat(rest.items().get(0).key()).isNull();
        assertThat(rest.cursor()).isNull();
        assertThat(await(store().errors().sidings("nobody", null, 2)).items()).isEmpty();
    }

    @Test
    default void the_entries_of_a_siding_are_paged_in_their_order() {
        Fence fence = acquired();
        commit(fence, divert("a", 1, "A", Status.OPEN), park("a", 2), park("a", 3));
        long id = siding("a").id();
        Page<SidingEntry> first =
                await(store().errors().sidingEntries(id, null, 2)).orElseThrow();
        Page<SidingEntry> rest =
                await(store().errors().sidingEntries(id, first.cursor(), 2)).orElseThrow();
        assertThat(first.items()).hasSize(2);
        assertThat(rest.items())
                .extracting(each -> each.received().event().getId())
                .containsExactly("e3");
        assertThat(rest.cursor()).isNull();
        assertThat(await(store().errors().sidingEntries(id + 1, null, 2))).isEmpty();
    }

    @Test
    default void audit_entries_are_listed_the_newest_first() {
        for (int i = 0; i < 5; i++) {
            await(store().audit().record("ann", "did", "thing" + i, new JsonObject().put("n", i)));
        }
        Page<AuditStore.Entry> first = await(store().audit().list(null, 3));
        assertThat(first.items()).extracting(AuditStore.Entry::target).containsExactly("thing4", "thing3", "thing2");
        Page<AuditStore.Entry> rest = await(store().audit().list(first.cursor(), 3));
        assertThat(rest.items()).extracting(AuditStore.Entry::target).containsExactly("thing1", "thing0");
        assertThat(rest.items().get(1).detail()).isEqualTo(new JsonObject().put("n", 0));
        assertThat(rest.cursor()).isNull();
    }
}
