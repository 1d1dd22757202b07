package io.sidetrack.kernel.dispatch.sim;

import io.sidetrack.kernel.store.AccessStore;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** Tokens and sessions in memory. */
final class MemoryAccess implements AccessStore {
    private final Map<String, NamedToken> tokens = new TreeMap<>();
    private final List<BrowserSession> sessions = new ArrayList<>();
    private final MemoryTables tables;
    private final LongSupplier wallMillis;

    MemoryAccess(MemoryTables tables, LongSupplier wallMillis) {
        this.tables = tables;
        this.wallMillis = wallMillis;
    }

    @Override
    public Future<Grants> load() {
        return Future.succeededFuture(new Grants(List.copyOf(tokens.values()), List.copyOf(sessions)));
    }

    @Override
    public Future<Boolean> addToken(NamedToken token) {
        boolean added = tokens.putIfAbsent(token.name(), token) == null;
        return audited(added, token.createdBy(), "create-token", token.name());
    }

    @Override
    public Future<Boolean> removeToken(String name, String by) {
        NamedToken removed = tokens.remove(name);
        sessions.removeIf(session -> removed != null && session.origin().equals(removed.hash()));
        return audited(removed != null, by, "revoke-token", name);
    }

    @Override
    public Future<Void> addSession(BrowserSession session, String by) {
        sessions.removeIf(old -> old.expiresMillis() <= wallMillis.getAsLong());
        sessions.add(session);
        return audited(true, by, "login", by).mapEmpty();
    }

    @Override
    public Future<Boolean> removeSession(Buffer hash, String by) {
        return audited(sessions.removeIf(session -> session.hash().equals(hash)), by, "logout", by);
    }

    private Future<Boolean> audited(boolean happened, String by, String action, String target) {
        if (happened) {
            tables.audit(by, action, target, new JsonObject());
        }
        return Future.succeededFuture(happened);
    }
}
