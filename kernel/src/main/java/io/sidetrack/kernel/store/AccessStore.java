package io.sidetrack.kernel.store;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Named tokens, and the sessions of browsers. Only hashes of their secrets come here. See {@link Store} for durability and
 * threading. Each change is one transaction with its audit entry.
 */
public interface AccessStore {

    /** Everything there is, expired ones included. */
    Future<Grants> load();

    /** Answers {@code false}, and changes nothing, where there is a token of this name. */
    Future<Boolean> addToken(NamedToken token);

    /** Removes a token and the sessions made from it. Answers {@code false} where there is none of this name. */
    Future<Boolean> removeToken(String name, String by);

    /**
     * Adds a session and removes those that have expired.
     *
     * @param by whose session it is
     */
    Future<Void> addSession(BrowserSession session, String by);

    /**
     * Removes a session. Answers {@code false} where there is none of this hash.
     *
     * @param by whose session it was
     */
    Future<Boolean> removeSession(Buffer hash, String by);

    record Grants(List<NamedToken> tokens, List<BrowserSession> sessions) {}

    /**
     * @param role its role, by name
     * @param hash of its secret
     * @param expiresMillis {@code null} for never
     */
    record NamedToken(
            String name,
            String role,
            Buffer hash,
            String createdBy,
            long createdMillis,
            @Nullable Long expiresMillis) {}

    /**
     * @param hash of the secret in the cookie
     * @param origin the hash of the token it was made from; it gives the session its name and role, and ends it when it goes
     */
    record BrowserSession(Buffer hash, Buffer origin, long createdMillis, long expiresMillis) {}
}
