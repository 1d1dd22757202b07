package io.sidetrack.kernel.admin;

import io.sidetrack.kernel.store.ErrorStore;
import io.sidetrack.kernel.store.ErrorStore.SidingSummary;
import io.sidetrack.kernel.store.Status;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** Sidings and what waits on them. */
final class Sidings {
    private final ErrorStore store;

    Sidings(ErrorStore store) {
        this.store = store;
    }

    Map<String, Operation> operations() {
        return Map.of("listSidings", this::list, "listSidingEvents", this::events);
    }

    private Future<Reply> list(Ask ask) {
        return ask.page((cursor, limit) -> store.sidings(ask.query("subscription"), cursor, limit))
                .map(page -> Reply.page(page.items(), page.cursor(), Sidings::view));
    }

    private Future<Reply> events(Ask ask) {
        long id = Long.parseLong(ask.path("id"));
        return ask.page((cursor, limit) -> store.sidingEntries(id, cursor, limit)
                        .map(found -> found.orElseThrow(() -> ProblemType.UNKNOWN_SIDING.because(
                                "There is no siding " + id + ", or it has run back; GET /api/v1/sidings lists them"))))
                .map(page -> Reply.page(page.items(), page.cursor(), EventViews::entry));
    }

    private static JsonObject view(SidingSummary siding) {
        String head = siding.headErroredId();
        Status status = siding.headStatus();
        return new JsonObject()
                .put("id", siding.id())
                .put("subscription", siding.subscription())
                .put("key", siding.key())
                .put("count", siding.count())
                .put("createdAt", EventViews.time(siding.createdMillis()))
                .put(
                        "head",
                        head == null || status == null
                                ? null
                                : new JsonObject().put("id", head).put("status", status.text()));
    }
}
