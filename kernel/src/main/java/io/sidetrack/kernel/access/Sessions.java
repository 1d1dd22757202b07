package io.sidetrack.kernel.access;

import io.sidetrack.kernel.store.AccessStore;
import io.sidetrack.kernel.store.AccessStore.BrowserSession;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * The sessions of browsers. In memory as they are in the store, which is written first where one begins and last where one ends: what
 * storage has lost or kept against all orders opens nothing before the next start. Thread-safe.
 */
final class Sessions {
    static final Duration LIFE = Duration.ofDays(7);
    private static final int MOST = 1_000;

    private final AccessStore store;
    private final LongSupplier wallMillis;
    private final Map<Buffer, BrowserSession> open = new ConcurrentHashMap<>();

    Sessions(AccessStore store, List<BrowserSession> stored, LongSupplier wallMillis) {
        this.store = store;
        this.wallMillis = wallMillis;
        stored.forEach(session -> open.put(session.hash(), session));
    }

    /** One that has not expired. */
    Optional<BrowserSession> find(Buffer hash) {
        BrowserSession session = open.get(hash);
        if (session != null && session.expiresMillis() <= wallMillis.getAsLong()) {
            open.remove(hash);
            return Optional.empty();
        }
        return Optional.ofNullable(session);
    }

    /** Opens one for the bearer of a token; where there are too many, the oldest of all ends for it. */
    Future<BrowserSession> add(Buffer hash, Caller of) {
        long now = wallMillis.getAsLong();
        long expires = now + LIFE.toMillis();
        Long tokenExpires = of.expiresMillis();
        BrowserSession session = new BrowserSession(
                hash, of.grant(), now, tokenExpires == null ? expires : Math.min(expires, tokenExpires));
        return store.addSession(session, of.name()).map(stored -> {
            open.put(hash, session);
            endOldest(of.name());
            return session;
        });
    }

    Future<Void> end(Buffer hash, String by) {
        open.remove(hash);
        return store.removeSession(hash, by).mapEmpty();
    }

    /** Those made from a token that is no more. */
    void forget(Buffer origin) {
        open.values().removeIf(session -> session.origin().equals(origin));
    }

    private void endOldest(String by) {
        while (open.size() > MOST) {
            open.values().stream()
                    .min(Comparator.comparingLong(BrowserSession::createdMillis))
                    .ifPresent(oldest -> end(oldest.hash(), by));
        }
    }
}
