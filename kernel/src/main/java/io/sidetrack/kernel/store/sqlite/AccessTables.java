package io.sidetrack.kernel.store.sqlite;

import io.sidetrack.kernel.store.AccessStore.BrowserSession;
import io.sidetrack.kernel.store.AccessStore.NamedToken;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Instant;

/** Changes tokens and sessions. Writer thread only. */
final class AccessTables {
    private final Sql sql;
    private final AuditLog audit;

    AccessTables(Sql sql, AuditLog audit) {
        this.sql = sql;
        this.audit = audit;
    }

    boolean addToken(NamedToken token, long nowMillis) throws SQLException {
        int added = sql.update(
                "INSERT INTO token (name, role, hash, created_by, created_millis, expires_millis)"
                        + " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO NOTHING",
                token.name(),
                token.role(),
                token.hash().getBytes(),
                token.createdBy(),
                token.createdMillis(),
                token.expiresMillis());
        if (added == 0) {
            return false;
        }
        Long expires = token.expiresMillis();
        JsonObject detail = new JsonObject()
                .put("role", token.role())
                .put(
                        "expiresAt",
                        expires == null ? null : Instant.ofEpochMilli(expires).toString());
        audit.record(token.createdBy(), "create-token", token.name(), detail, nowMillis);
        return true;
    }

    boolean removeToken(String name, String by, long nowMillis) throws SQLException {
        byte[] hash = sql.first("SELECT hash FROM token WHERE name = ?", row -> row.getBytes(1), name);
        if (hash == null) {
            return false;
        }
        sql.update("DELETE FROM token WHERE name = ?", name);
        int ended = sql.update("DELETE FROM session WHERE origin = ?", (Object) hash);
        audit.record(by, "revoke-token", name, new JsonObject().put("sessionsEnded", ended), nowMillis);
        return true;
    }

    void addSession(BrowserSession session, String by, long nowMillis) throws SQLException {
        sql.update("DELETE FROM session WHERE expires_millis <= ?", nowMillis);
        sql.update(
                "INSERT INTO session (hash, origin, created_millis, expires_millis) VALUES (?, ?, ?, ?)",
                session.hash().getBytes(),
                session.origin().getBytes(),
                session.createdMillis(),
                session.expiresMillis());
        audit.record(by, "login", by, new JsonObject(), nowMillis);
    }

    boolean removeSession(Buffer hash, String by, long nowMillis) throws SQLException {
        if (sql.update("DELETE FROM session WHERE hash = ?", (Object) hash.getBytes()) == 0) {
            return false;
        }
        audit.record(by, "logout", by, new JsonObject(), nowMillis);
        return true;
    }
}
