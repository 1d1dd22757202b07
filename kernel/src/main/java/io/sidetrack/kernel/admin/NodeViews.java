package io.sidetrack.kernel.admin;

import io.sidetrack.kernel.lifecycle.NodeStatus;
import io.sidetrack.kernel.store.AuditStore;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The node itself: version and uptime, health, and who did what. */
final class NodeViews {
    private final NodeStatus node;
    private final AuditStore audit;

    NodeViews(NodeStatus node, AuditStore audit) {
        this.node = node;
        this.audit = audit;
    }

    Map<String, Operation> operations() {
        return Map.of(
                "listAudit",
                ask -> ask.page(audit::list).map(page -> Reply.page(page.items(), page.cursor(), NodeViews::entry)),
                "getNode",
                ask -> Future.succeededFuture(Reply.ok(node())));
    }

    Future<Reply> live() {
        return Future.succeededFuture(Reply.ok(new JsonObject().put("status", "up")));
    }

    Future<Reply> ready() {
        List<String> reasons = node.notReady();
        return Future.succeededFuture(
                reasons.isEmpty()
                        ? Reply.ok(new JsonObject().put("status", "up"))
                        : Reply.json(
                                503, new JsonObject().put("status", "down").put("reasons", new JsonArray(reasons))));
    }

    private JsonObject node() {
        return new JsonObject()
                .put("version", node.version())
                .put("java", Runtime.version().toString())
                .put("startedAt", node.startedAt().toString())
                .put(
                        "uptimeSeconds",
                        Duration.between(node.startedAt(), Instant.now()).toSeconds())
                .put("notReady", new JsonArray(node.notReady()));
    }

    private static JsonObject entry(AuditStore.Entry entry) {
        return new JsonObject()
                .put("seq", entry.seq())
                .put("at", EventViews.time(entry.atMillis()))
                .put("by", entry.by())
                .put("action", entry.action())
                .put("target", entry.target())
                .put("detail", entry.detail());
    }
}
