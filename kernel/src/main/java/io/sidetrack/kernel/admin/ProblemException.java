package io.sidetrack.kernel.admin;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A refusal on its way to the client. Thrown often and on purpose, so it carries no stack trace. */
final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ProblemType type;
    private final transient JsonObject more = new JsonObject();
    private final transient Map<String, String> headers = new LinkedHashMap<>();

    ProblemException(ProblemType type, String detail) {
        super(detail, null, false, false);
        this.type = type;
    }

    ProblemType type() {
        return type;
    }

    /** Adds an extension member. */
    ProblemException with(String member, Object value) {
        more.put(member, value);
        return this;
    }

    /** Adds to {@code errors} what is wrong at one place. */
    ProblemException error(String at, @Nullable String detail) {
        JsonArray errors = more.getJsonArray("errors", new JsonArray());
        more.put("errors", errors.add(new JsonObject().put("at", at).put("detail", detail)));
        return this;
    }

    ProblemException header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    Map<String, String> headers() {
        return headers;
    }

    /** The answer that it is. */
    Reply reply(String instance) {
        return new Reply(
                type.status(), "application/problem+json", toJson(instance).toBuffer(), headers);
    }

    /** The problem as RFC 9457 wants it. */
    JsonObject toJson(String instance) {
        return new JsonObject()
                .put("type", type.uri())
                .put("title", type.title())
                .put("status", type.status())
                .put("detail", getMessage())
                .put("instance", instance)
                .mergeIn(more);
    }
}
