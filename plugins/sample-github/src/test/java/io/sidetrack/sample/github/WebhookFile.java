package io.sidetrack.sample.github;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;

/** The deliveries as they stand in the file, read without any of the code under test. */
final class WebhookFile {

    private WebhookFile() {}

    /** Kind (the {@code X-GitHub-Event} header) and body of each, in their order. */
    static void each(BiConsumer<String, JsonObject> delivery) throws IOException {
        try (InputStream in = Objects.requireNonNull(WebhookFile.class.getResourceAsStream("github-webhooks.json"))) {
            for (Object kind : new JsonArray(Buffer.buffer(in.readAllBytes()))) {
                JsonObject described = (JsonObject) kind;
                for (Object body : described.getJsonArray("examples")) {
                    delivery.accept(described.getString("name"), (JsonObject) body);
                }
            }
        }
    }

    static Optional<String> repository(JsonObject body) {
        JsonObject repository = body.getJsonObject("repository");
        return Optional.ofNullable(repository).map(about -> about.getString("full_name"));
    }
}
