package io.sidetrack.sample.github;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.event.EventBuilder;
import io.sidetrack.api.event.EventJson;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Real deliveries of GitHub's webhooks as CloudEvents, by the CloudEvents project's 'GitHub CloudEvents Adapter' document.
 *
 * <p>The examples carry no {@code X-GitHub-Delivery} header, so the id is a name-based UUID of kind and index: always the same.
 * Where the document says 'current time' the event has none. The ordering key ({@code partitionkey}) is
 * {@code repository.full_name}; a delivery without a repository has no partition key.
 */
public final class GitHubDeliveries {
    private static final String EXAMPLES = "github-webhooks.json";
    private static final List<String> SOURCES =
            List.of("repository.url", "organization.url", "installation.account.url", "sender.url");

    private GitHubDeliveries() {}

    /** Writes all deliveries as a CloudEvents JSON batch to the file that is named: what the demo publishes. */
    public static void main(String[] args) throws IOException {
        Path file = Path.of(args[0]);
        JsonArray batch = new JsonArray();
        all().forEach(event -> batch.add(EventJson.toJson(event)));
        Files.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent()));
        Files.write(file, batch.toBuffer().getBytes());
    }

    /** All deliveries, in the order of the examples. */
    public static List<CloudEvent> all() throws IOException {
        List<CloudEvent> events = new ArrayList<>();
        for (Object kind : new JsonArray(read())) {
            JsonObject described = (JsonObject) kind;
            JsonArray examples = described.getJsonArray("examples");
            for (int i = 0; i < examples.size(); i++) {
                events.add(event(described.getString("name"), i, examples.getJsonObject(i)));
            }
        }
        return events;
    }

    /**
     * One delivery.
     *
     * @param kind the value of the {@code X-GitHub-Event} header
     * @param index which delivery of this kind it is
     */
    static CloudEvent event(String kind, int index, JsonObject body) {
        EventMapping mapping = EventMapping.of(kind);
        StringBuilder type = new StringBuilder("com.github.").append(mapping.type());
        for (String suffix : mapping.suffixes()) {
            String value = text(body, suffix);
            if (value != null) {
                type.append('.').append(value);
            }
        }
        return EventBuilder.event()
                .id(UUID.nameUUIDFromBytes((kind + "/" + index).getBytes(StandardCharsets.UTF_8))
                        .toString())
                .source(source(mapping, body))
                .type(type.toString())
                .subject(mapping.subject() == null ? null : text(body, mapping.subject()))
                .time(time(mapping, body))
                .partitionKey(text(body, "repository.full_name"))
                .data(body)
                .build();
    }

    /** Where the document's source is not in the body, the next best is taken; of an advisory, which is about nobody, none. */
    private static String source(EventMapping mapping, JsonObject body) {
        if (mapping.source().isEmpty()) {
            return "github.com";
        }
        String source = joined(body, mapping.source().split(" / "));
        for (int i = 0; source == null && i < SOURCES.size(); i++) {
            source = text(body, SOURCES.get(i));
        }
        return source == null ? "github.com" : source;
    }

    private static @Nullable String joined(JsonObject body, String... parts) {
        String joined = text(body, parts[0]);
        for (int i = 1; joined != null && i < parts.length; i++) {
            String next = parts[i].equals("..") ? ".." : text(body, parts[i]);
            if (next == null) {
                return null;
            }
            joined = next.equals("..") ? joined.substring(0, joined.lastIndexOf('/')) : joined + "/" + next;
        }
        return joined;
    }

    private static @Nullable OffsetDateTime time(EventMapping mapping, JsonObject body) {
        for (String path : mapping.times()) {
            String action = Objects.requireNonNullElse(text(body, "action"), "");
            OffsetDateTime time = time(text(body, path.replace("{action}", action)));
            if (time != null) {
                return time;
            }
        }
        return null;
    }

    private static @Nullable OffsetDateTime time(@Nullable String text) {
        if (text == null) {
            return null;
        }
        if (text.matches("\\d{1,11}")) {
            return OffsetDateTime.ofInstant(Instant.ofEpochSecond(Long.parseLong(text)), ZoneOffset.UTC);
        }
        try {
            return OffsetDateTime.parse(text);
        } catch (DateTimeParseException e) {
            return null; // not a timestamp; the document itself has doubts about some
        }
    }

    private static @Nullable String text(JsonObject body, String path) {
        Object value = body;
        for (String member : path.split("\\.")) {
            value = value instanceof JsonObject object ? object.getValue(member) : null;
        }
        return value instanceof String || value instanceof Number ? value.toString() : null;
    }

    private static Buffer read() throws IOException {
        try (InputStream in = Objects.requireNonNull(GitHubDeliveries.class.getResourceAsStream(EXAMPLES), EXAMPLES)) {
            return Buffer.buffer(in.readAllBytes());
        }
    }
}
