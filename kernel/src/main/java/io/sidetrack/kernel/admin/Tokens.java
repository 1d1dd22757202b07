package io.sidetrack.kernel.admin;

import io.sidetrack.kernel.access.Access;
import io.sidetrack.kernel.store.AccessStore.NamedToken;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Named tokens. The secret of one is answered once, when it is made. */
final class Tokens {
    private final Access access;

    Tokens(Access access) {
        this.access = access;
    }

    Map<String, Operation> operations() {
        return Map.of("listTokens", this::list, "createToken", this::create, "revokeToken", this::revoke);
    }

    private Future<Reply> list(Ask ask) {
        return access.tokens().map(tokens -> Reply.items(tokens, Tokens::view));
    }

    private Future<Reply> create(Ask ask) {
        JsonObject body = ask.body();
        return access.create(
                        body.getString("name"), body.getString("role"), expires(body.getString("expiresAt")), ask.by())
                .map(issued -> Reply.json(201, view(issued.token()).put("token", issued.secret())));
    }

    private Future<Reply> revoke(Ask ask) {
        return access.revoke(ask.path("name"), ask.by()).map(revoked -> Reply.nothing());
    }

    private static @Nullable Instant expires(@Nullable String text) {
        try {
            return text == null ? null : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw ProblemType.INVALID_TOKEN.because(
                    "expiresAt is '" + text
                            + "'; expected a time by RFC 3339, such as 2026-12-31T00:00:00Z, or none for a token that never ends");
        }
    }

    private static JsonObject view(NamedToken token) {
        Long expires = token.expiresMillis();
        return new JsonObject()
                .put("name", token.name())
                .put("role", token.role())
                .put("createdBy", token.createdBy())
                .put("createdAt", EventViews.time(token.createdMillis()))
                .put("expiresAt", expires == null ? null : EventViews.time(expires));
    }
}
