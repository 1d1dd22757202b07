package io.sidetrack.kernel.admin;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What an operation answers with when it succeeds. Failures are failed futures, see {@link Problems}. */
record Reply(int status, String contentType, Buffer body, Map<String, String> headers) {

    static Reply json(int status, JsonObject body) {
        return new Reply(status, "application/json", body.toBuffer(), Map.of());
    }

    static Reply ok(JsonObject body) {
        return json(200, body);
    }

    static Reply nothing() {
        return new Reply(204, "", Buffer.buffer(), Map.of());
    }

    /** A whole list. */
    static <T> Reply items(List<T> items, Function<T, JsonObject> view) {
        return ok(new JsonObject().put("items", array(items, view)));
    }

    /** A page of a list. */
    static <T> Reply page(List<T> items, @Nullable String next, Function<T, JsonObject> view) {
        return ok(new JsonObject().put("items", array(items, view)).put("next", next));
    }

    Reply header(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Reply(status, contentType, body, more);
    }

    static <T> JsonArray array(List<T> items, Function<T, JsonObject> view) {
        JsonArray array = new JsonArray();
        items.forEach(item -> array.add(view.apply(item)));
        return array;
    }
}
