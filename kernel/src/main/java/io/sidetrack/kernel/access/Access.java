package io.sidetrack.kernel.access;

import io.sidetrack.kernel.access.AccessException.Reason;
import io.sidetrack.kernel.store.AccessStore;
import io.sidetrack.kernel.store.AccessStore.NamedToken;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who may act on the node: the administrator by the token in the data folder, others by named tokens, browsers by sessions that were
 * opened with one of these or with a one-time code.
 *
 * <p><b>Life.</b> {@link #open} reads the store once; afterwards proofs are checked in memory and do not wait for storage. One node
 * owns its store, so nobody else changes them. A session lives as long as the token that it was made from, the
 * administrator's included: another token in the data folder ends the sessions of the one before.
 *
 * <p><b>Threading.</b> Thread-safe. Futures complete on a thread of the store.
 *
 * <p><b>Failure.</b> What begins is stored before it counts; what ends counts at once. So a token or session whose end storage did not
 * confirm opens nothing until the next start, and is listed then as what it is.
 */
public final class Access {
    /** The name of whoever has the administrator's token, or a code from the console. */
    public static final String ADMIN = "admin";

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");
    private static final List<String> RESERVED = List.of(ADMIN, "kernel", "node", "sidetrack");

    private final AccessStore store;
    private final LongSupplier wallMillis;
    private final Caller admin;
    private final Map<Buffer, NamedToken> tokens = new ConcurrentHashMap<>();
    private final Sessions sessions;
    private final LoginCodes codes;

    private Access(AccessStore store, AccessStore.Grants grants, String adminToken, LongSupplier wallMillis) {
        this.store = store;
        this.wallMillis = wallMillis;
        this.admin = new Caller(ADMIN, Role.ADMIN, null, Secret.hash(adminToken), false);
        grants.tokens().forEach(token -> tokens.put(token.hash(), token));
        this.sessions = new Sessions(store, grants.sessions(), wallMillis);
        this.codes = new LoginCodes(wallMillis);
    }

    public static Future<Access> open(AccessStore store, String adminToken, LongSupplier wallMillis) {
        return store.load().map(grants -> new Access(store, grants, adminToken, wallMillis));
    }

    /** Who bears this token; empty where it proves nothing. */
    public Optional<Caller> byToken(String token) {
        return byHash(Secret.hash(token));
    }

    /** Whose session has this secret; empty where there is none any more. */
    public Optional<Caller> bySession(String secret) {
        return sessions.find(Secret.hash(secret))
                .flatMap(session -> byHash(session.origin())
                        .map(of -> new Caller(of.name(), of.role(), session.expiresMillis(), session.hash(), true)));
    }

    /** Whether what proved the name still does. */
    public boolean isAlive(Caller caller) {
        return caller.browser()
                ? sessions.find(caller.grant())
                        .flatMap(session -> byHash(session.origin()))
                        .isPresent()
                : byHash(caller.grant()).isPresent();
    }

    /** A code for the administrator's browser that opens one session, within fifteen minutes. */
    public LoginCode loginCode() {
        return codes.make(admin.grant());
    }

    /** The same for somebody who is in already: the session is that of the token that let them in. */
    public LoginCode loginCode(Caller caller) {
        Buffer session = caller.grant();
        return codes.make(
                caller.browser()
                        ? sessions.find(session)
                                .map(AccessStore.BrowserSession::origin)
                                .orElse(session)
                        : session);
    }

    /**
     * Opens a session for whoever has {@code secret}: the administrator's token, a named one, or a code, which is used up by this. Fails
     * with {@link AccessException}.
     */
    public Future<Opened> login(String secret) {
        Buffer hash = Secret.hash(secret);
        Caller of = byHash(hash).or(() -> codes.use(hash).flatMap(this::byHash)).orElse(null);
        if (of == null) {
            return Future.failedFuture(new AccessException(
                    Reason.WRONG_SECRET,
                    "The token or code is wrong, expired, revoked or used up; take the token in data/admin-token of the"
                            + " node, or one made by 'sidetrack token create'"));
        }
        Caller bearer = of;
        String session = Secret.random();
        return sessions.add(Secret.hash(session), bearer)
                .map(opened -> new Opened(
                        session,
                        new Caller(bearer.name(), bearer.role(), opened.expiresMillis(), opened.hash(), true)));
    }

    /** Ends a session, if it is one. */
    public Future<Void> logout(String secret) {
        Caller caller = bySession(secret).orElse(null);
        return caller == null ? Future.succeededFuture() : sessions.end(caller.grant(), caller.name());
    }

    /** Every named token, expired ones included, by name; without their secrets, which nobody has. */
    public Future<List<NamedToken>> tokens() {
        return store.load().map(AccessStore.Grants::tokens);
    }

    /**
     * Makes a token. Fails with {@link AccessException}.
     *
     * @param expires {@code null} for never
     */
    public Future<Issued> create(String name, String role, @Nullable Instant expires, String by) {
        if (!NAME.matcher(name).matches() || RESERVED.contains(name)) {
            return invalid(
                    "name is '" + name + "'; expected lower-case letters, digits, '-' and '_', at most 63, and none of "
                            + String.join(", ", RESERVED));
        }
        if (Role.of(role).isEmpty()) {
            return invalid("role is '" + role + "'; expected viewer, operator or admin");
        }
        if (expires != null && expires.toEpochMilli() <= wallMillis.getAsLong()) {
            return invalid("expiresAt is '" + expires + "', which is past; expected a time to come, or none");
        }
        String secret = Secret.random();
        NamedToken token = new NamedToken(
                name,
                role,
                Secret.hash(secret),
                by,
                wallMillis.getAsLong(),
                expires == null ? null : (Long) expires.toEpochMilli());
        return store.addToken(token).map(added -> {
            if (!added) {
                throw new AccessException(
                        Reason.NAME_TAKEN,
                        "There is a token '" + name + "' already; take another name, or revoke that one first");
            }
            tokens.put(token.hash(), token);
            return new Issued(token, secret);
        });
    }

    /** Ends a token and the sessions made from it. Fails with {@link AccessException}. */
    public Future<Void> revoke(String name, String by) {
        tokens.values().stream().filter(token -> token.name().equals(name)).forEach(token -> {
            tokens.remove(token.hash());
            sessions.forget(token.hash());
        });
        return store.removeToken(name, by).map(removed -> {
            if (!removed) {
                throw new AccessException(
                        Reason.UNKNOWN_TOKEN, "There is no token '" + name + "'; GET /api/v1/tokens lists them");
            }
            return null;
        });
    }

    private Optional<Caller> byHash(Buffer hash) {
        if (MessageDigest.isEqual(hash.getBytes(), admin.grant().getBytes())) {
            return Optional.of(admin);
        }
        NamedToken token = tokens.get(hash);
        if (token == null) {
            return Optional.empty();
        }
        Long expires = token.expiresMillis();
        return expires != null && expires <= wallMillis.getAsLong()
                ? Optional.empty()
                : Role.of(token.role()).map(role -> new Caller(token.name(), role, expires, hash, false));
    }

    private static <T> Future<T> invalid(String message) {
        return Future.failedFuture(new AccessException(Reason.INVALID, message));
    }

    /**
     * A session that was opened.
     *
     * @param secret what the browser keeps; nobody else has it
     */
    public record Opened(String secret, Caller caller) {}

    /** What opens one session, until then. */
    public record LoginCode(String code, long expiresMillis) {}

    /** A token that was made, and its secret, which is shown once. */
    public record Issued(NamedToken token, String secret) {}
}
