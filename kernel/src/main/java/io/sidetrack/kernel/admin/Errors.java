package io.sidetrack.kernel.admin;

import io.sidetrack.api.event.EventJson;
import io.sidetrack.kernel.store.AttemptRecord;
import io.sidetrack.kernel.store.ErrorStore;
import io.sidetrack.kernel.store.ErrorStore.ErrorFilter;
import io.sidetrack.kernel.store.ErrorStore.ErroredDetail;
import io.sidetrack.kernel.store.ErrorStore.ErroredSummary;
import io.sidetrack.kernel.store.ErrorStore.Resolution;
import io.sidetrack.kernel.store.ErrorStore.Revision;
import io.sidetrack.kernel.store.Status;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/** Errored events, listed and in detail. */
final class Errors {
    private final ErrorStore store;

    Errors(ErrorStore store) {
        this.store = store;
    }

    Map<String, Operation> operations() {
        return Map.of("listErrors", this::list, "getError", ask -> get(ask.path("id")));
    }

    static ProblemException unknown(String id) {
        return ProblemType.UNKNOWN_ERROR.because("There is no errored event '" + id
                + "': it was never there, or it left when its time of keeping (keep-resolved) was over. GET /api/v1/errors"
                + " lists them");
    }

    private Future<Reply> list(Ask ask) {
        List<String> status = ask.list("status");
        ErrorFilter filter = new ErrorFilter(
                status == null || status.isEmpty()
                        ? null
                        : status.stream().map(Status::of).toList(),
                ask.query("subscription"),
                ask.query("key"),
                ask.query("type"),
                ask.query("group"),
                ask.query("q"),
                ask.millis("from"),
                ask.millis("to"));
        return ask.page((cursor, limit) -> store.list(filter, cursor, limit))
                .map(page -> Reply.page(page.items(), page.cursor(), Errors::summary));
    }

    private Future<Reply> get(String id) {
        return store.find(id)
                .map(found -> found.orElseThrow(() -> unknown(id)))
                .map(found -> Reply.ok(detail(found))
                        .header("ETag", Decisions.etag(found.summary().version())));
    }

    /** As it stands in the list, and in the stream. */
    static JsonObject summary(ErroredSummary errored) {
        return common(errored)
                .mergeIn(EventViews.place(errored.received()))
                .put("event", EventViews.head(errored.received().event()))
                .put("attempts", errored.attempts())
                .put("cause", EventViews.cause(errored.cause()));
    }

    private static JsonObject common(ErroredSummary errored) {
        return new JsonObject()
                .put("id", errored.id())
                .put("subscription", errored.subscription())
                .put("key", errored.received().key())
                .put("status", errored.status().text())
                .put("version", errored.version())
                .put("revision", errored.revision())
                .put("waiting", errored.waiting())
                .put("createdAt", EventViews.time(errored.createdMillis()))
                .put("changedAt", EventViews.time(errored.changedMillis()))
                .put("note", errored.note());
    }

    private static JsonObject detail(ErroredDetail detail) {
        ErroredSummary errored = detail.summary();
        return common(errored)
                .put("cause", EventViews.causeWithTrace(errored.cause()))
                .put("siding", errored.status().isFinal() || detail.sidingId() == 0 ? null : detail.sidingId())
                .put("current", EventViews.received(errored.received()))
                .put("original", EventViews.received(detail.original()))
                .put("attempts", Reply.array(detail.attempts(), Errors::attempt))
                .put("revisions", Reply.array(detail.revisions(), Errors::revision))
                .put("resolutions", Reply.array(detail.resolutions(), Errors::resolution))
                .put(
                        "followers",
                        new JsonObject()
                                .put("count", errored.waiting())
                                .put("items", Reply.array(detail.followers().items(), EventViews::entry))
                                .put("next", detail.followers().cursor()));
    }

    private static JsonObject attempt(AttemptRecord attempt) {
        return new JsonObject()
                .put("number", attempt.number())
                .put("startedAt", EventViews.time(attempt.startedMillis()))
                .put("tookMillis", attempt.tookMillis())
                .put("cause", EventViews.causeWithTrace(attempt.cause()));
    }

    private static JsonObject revision(Revision revision) {
        return new JsonObject()
                .put("number", revision.number())
                .put("by", revision.by())
                .put("at", EventViews.time(revision.atMillis()))
                .put("event", revision.event() == null ? null : EventJson.toJson(revision.event()));
    }

    private static JsonObject resolution(Resolution resolution) {
        return new JsonObject()
                .put("number", resolution.number())
                .put("action", resolution.action())
                .put("revision", resolution.revision())
                .put("by", resolution.by())
                .put("note", resolution.note())
                .put("decidedAt", EventViews.time(resolution.decidedMillis()))
                .put("outcome", resolution.outcome())
                .put("outcomeAt", EventViews.time(resolution.outcomeMillis()));
    }
}
