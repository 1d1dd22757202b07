package io.sidetrack.api.event;

import io.cloudevents.CloudEvent;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The JSON event format of CloudEvents 1.0.2 ({@code application/cloudevents+json} and its batch form). */
public final class EventJson {
    public static final String MEDIA_TYPE = "application/cloudevents+json";
    public static final String BATCH_MEDIA_TYPE = "application/cloudevents-batch+json";

    private EventJson() {}

    /**
     * One event in structured form. Data that is JSON stands as {@code data}, its numbers exact (see {@link ExactJson}); text as a
     * string; other bytes, and JSON that {@link ExactJson} refuses, as {@code data_base64}. Data without a content type is
     * shown as JSON where it is JSON.
     */
    public static JsonObject toJson(CloudEvent event) {
        JsonObject json = new JsonObject()
                .put("specversion", "1.0")
                .put("id", event.getId())
                .put("source", event.getSource().toString())
                .put("type", event.getType());
        putIfPresent(json, "datacontenttype", event.getDataContentType());
        putIfPresent(json, "dataschema", event.getDataSchema());
        putIfPresent(json, "subject", event.getSubject());
        putIfPresent(json, "time", event.getTime() == null ? null : text(event.getTime()));
        for (String name : event.getExtensionNames().stream().sorted().toList()) {
            Object value = event.getExtension(name);
            json.put(name, value instanceof Number || value instanceof Boolean ? value : text(value));
        }
        byte[] bytes = EventData.bytes(event);
        if (bytes != null) {
            putData(json, event.getDataContentType(), bytes);
        }
        return json;
    }

    /**
     * One event from the text of its structured form. Data that is JSON stays byte for byte as it stands there.
     *
     * @throws InvalidEventException where it is no JSON, or no event; every broken rule is named
     */
    public static CloudEvent parse(Buffer json) {
        JsonObject members = new JsonObject();
        String[] data = new String[1];
        try {
            ExactJson.members(json.getBytes(), (name, value, text) -> {
                members.put(name, value);
                if (name.equals("data")) {
                    data[0] = text;
                }
            });
        } catch (DecodeException e) {
            throw new InvalidEventException("the event is no JSON object: " + e.getMessage());
        }
        CloudEvent event = fromJson(members);
        return data[0] == null || data[0].equals("null") || !isJson(event.getDataContentType())
                ? event
                : EventBuilder.from(event)
                        .data(data[0].getBytes(StandardCharsets.UTF_8))
                        .build();
    }

    /** The events of the text of a batch; throws {@link InvalidEventException} naming the index of the first that is none. */
    public static List<CloudEvent> parseBatch(Buffer json) {
        List<CloudEvent> events = new ArrayList<>();
        try {
            ExactJson.elements(json.getBytes(), (value, text) -> {
                if (!(value instanceof JsonObject)) {
                    throw new InvalidEventException("element " + events.size() + " of the batch is no JSON object");
                }
                try {
                    events.add(parse(Buffer.buffer(text)));
                } catch (InvalidEventException e) {
                    throw new InvalidEventException("element " + events.size() + " of the batch: " + e.getMessage());
                }
            });
        } catch (DecodeException e) {
            throw new InvalidEventException("the batch is no JSON array: " + e.getMessage());
        }
        return events;
    }

    /**
     * One event from its structured form, as far as the object has it: whoever parses it through {@code double} has lost digits
     * before; see {@link #parse}. Members that are {@code null} are absent, but for {@code data}: that is the JSON value
     * {@code null}. Data without a content type is JSON, and the event says so.
     *
     * @throws InvalidEventException where it is none; every broken rule is named
     */
    public static CloudEvent fromJson(JsonObject json) {
        List<String> problems = new ArrayList<>();
        String version = text(json, "specversion");
        if (!"1.0".equals(version)) {
            problems.add(
                    "specversion is " + (version == null ? "missing" : "'" + version + "'") + "; expected \"1.0\"");
        }
        EventBuilder event = EventBuilder.event();
        for (Map.Entry<String, Object> member : json) {
            try {
                read(event, json, member.getKey(), member.getValue());
            } catch (InvalidEventException e) {
                problems.add(e.getMessage());
            }
        }
        if (problems.isEmpty()) {
            return event.build();
        }
        event.problems().stream()
                .filter(problem -> problems.stream().noneMatch(known -> sameMember(known, problem)))
                .forEach(problems::add);
        throw new InvalidEventException(String.join("; ", problems));
    }

    /** The events of a batch; throws {@link InvalidEventException} naming the index of the first that is none. */
    public static List<CloudEvent> fromJsonBatch(JsonArray batch) {
        List<CloudEvent> events = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            if (!(batch.getValue(i) instanceof JsonObject json)) {
                throw new InvalidEventException("element " + i + " of the batch is no JSON object");
            }
            try {
                events.add(fromJson(json));
            } catch (InvalidEventException e) {
                throw new InvalidEventException("element " + i + " of the batch: " + e.getMessage());
            }
        }
        return events;
    }

    /** Whether a media type says that data is JSON: none at all, {@code application/json}, or any {@code +json}. */
    public static boolean isJson(@Nullable String contentType) {
        if (contentType == null) {
            return true;
        }
        int parameters = contentType.indexOf(';');
        String type = (parameters < 0 ? contentType : contentType.substring(0, parameters))
                .strip()
                .toLowerCase(Locale.ROOT);
        return type.endsWith("/json") || type.endsWith("+json");
    }

    private static void read(EventBuilder event, JsonObject json, String name, @Nullable Object value) {
        if (value == null && !name.equals("data")) {
            return; // "null" and absent are the same thing in the JSON format
        }
        switch (name) {
            case "specversion" -> {}
            case "id" -> event.id(require(json, name));
            case "source" -> event.source(require(json, name));
            case "type" -> event.type(require(json, name));
            case "subject" -> event.subject(require(json, name));
            case "datacontenttype" -> event.dataContentType(require(json, name));
            case "dataschema" -> event.dataSchema(uri(name, require(json, name)));
            case "time" -> event.time(time(require(json, name)));
            case "data" -> readData(event, json, value);
            case "data_base64" -> event.data(base64(require(json, name)));
            default -> {
                if (!(value instanceof String || value instanceof Boolean || value instanceof Integer)) {
                    throw new InvalidEventException(name + " is "
                            + (value instanceof JsonObject || value instanceof JsonArray
                                    ? "structured"
                                    : "'" + value + "'")
                            + "; expected a string, boolean or 32-bit integer");
                }
                event.extension(name, value);
            }
        }
    }

    private static void readData(EventBuilder event, JsonObject json, @Nullable Object value) {
        boolean binary = json.getValue("data_base64") != null;
        if (binary && value == null) {
            return;
        }
        if (binary) {
            throw new InvalidEventException("data is given beside data_base64; expected at most one of them");
        }
        String contentType = text(json, "datacontenttype");
        if (isJson(contentType)) {
            event.data(Json.encodeToBuffer(value).getBytes());
            event.dataContentType(contentType == null ? "application/json" : contentType);
        } else if (value instanceof String string) {
            event.data(string.getBytes(StandardCharsets.UTF_8));
        } else if (value != null) {
            throw new InvalidEventException("data is a JSON value, but datacontenttype is '" + contentType
                    + "'; expected a string, or data_base64");
        }
    }

    private static byte[] base64(String value) {
        try {
            return Base64.getDecoder().decode(value);
        } catch (IllegalArgumentException e) {
            throw new InvalidEventException("data_base64 is no base64 text: " + e.getMessage());
        }
    }

    private static OffsetDateTime time(String value) {
        try {
            return OffsetDateTime.parse(value);
        } catch (DateTimeParseException e) {
            throw new InvalidEventException("time '" + value + "' is no RFC 3339 timestamp");
        }
    }

    private static URI uri(String name, String value) {
        try {
            return URI.create(value);
        } catch (IllegalArgumentException e) {
            throw new InvalidEventException(name + " '" + value + "' is no URI");
        }
    }

    private static String require(JsonObject json, String name) {
        String value = text(json, name);
        if (value == null) {
            throw new InvalidEventException(name + " is " + json.getValue(name) + "; expected a string");
        }
        return value;
    }

    /** Problems start with the name of the member they are about. */
    private static boolean sameMember(String problem, String other) {
        return problem.substring(0, problem.indexOf(' ')).equals(other.substring(0, other.indexOf(' ')));
    }

    private static @Nullable String text(JsonObject json, String name) {
        return json.getValue(name) instanceof String string ? string : null;
    }

    /** A timestamp always with its seconds: RFC 3339 requires them. */
    private static String text(@Nullable Object value) {
        return value instanceof OffsetDateTime time
                ? DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time)
                : String.valueOf(value);
    }

    private static void putIfPresent(JsonObject json, String name, @Nullable Object value) {
        if (value != null) {
            json.put(name, value.toString());
        }
    }

    private static void putData(JsonObject json, @Nullable String contentType, byte[] bytes) {
        if (isJson(contentType)) {
            try {
                json.put("data", ExactJson.decode(Buffer.buffer(bytes)));
                return;
            } catch (DecodeException e) {
                // says JSON and is none: shown as the bytes it is
            }
        } else if (isText(bytes)) {
            json.put("data", new String(bytes, StandardCharsets.UTF_8));
            return;
        }
        json.put("data_base64", Base64.getEncoder().encodeToString(bytes));
    }

    private static boolean isText(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
