package io.sidetrack.kernel.store.sqlite;

import io.vertx.core.json.JsonObject;
import java.sql.SQLException;

/** Adds audit entries. Writer thread only. */
final class AuditLog {
    private final Sql sql;

    AuditLog(Sql sql) {
        this.sql = sql;
    }

    void record(String by, String action, String target, JsonObject detail, long nowMillis) throws SQLException {
        sql.later(Later.INSERT_AUDIT, nowMillis, by, action, target, detail.encode());
    }
}
