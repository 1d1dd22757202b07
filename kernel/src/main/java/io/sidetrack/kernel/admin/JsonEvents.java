package io.sidetrack.kernel.admin;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.cloudevents.CloudEvent;
import io.sidetrack.api.event.EventBuilder;
import io.sidetrack.api.event.EventJson;
import io.sidetrack.api.event.InvalidEventException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads events in the JSON format, in one pass. Data stays the bytes that were sent, so that no number loses digits on its way
 * through a {@code double}; attributes are checked by {@link EventJson}.
 */
final class JsonEvents {
    static final int MAX_BATCH = 10_000;
    private static final int MAX_PROBLEMS = 100;
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Bodies.MAX_DEPTH)
                    .maxStringLength(Integer.MAX_VALUE) // the body is bounded already
                    .build())
            .build();

    private final byte[] bytes;
    private final JsonParser parser;

    private JsonEvents(byte[] bytes) throws IOException {
        this.bytes = bytes;
        this.parser = JSON.createParser(bytes);
    }

    static CloudEvent one(Buffer body) {
        return parse(body, JsonEvents::structured);
    }

    static List<CloudEvent> batch(Buffer body) {
        return parse(body, JsonEvents::batch);
    }

    private interface Reading<T> {
        T read(JsonEvents events) throws IOException;
    }

    private static <T> T parse(Buffer body, Reading<T> reading) {
        try {
            JsonEvents events = new JsonEvents(body.getBytes());
            T result = reading.read(events);
            if (events.parser.nextToken() != null) {
                throw new JsonParseException(events.parser, "something follows behind the end of the JSON");
            }
            return result;
        } catch (StreamConstraintsException e) {
            throw ProblemType.MALFORMED_JSON.because("The JSON is nested deeper than " + Bodies.MAX_DEPTH
                    + ", or holds a number of too many digits; send it flatter, or as text");
        } catch (JsonParseException e) {
            throw ProblemType.MALFORMED_JSON.because("The body is no JSON: " + e.getOriginalMessage() + ", at line "
                    + e.getLocation().getLineNr() + ", column "
                    + e.getLocation().getColumnNr());
        } catch (IOException e) {
            throw ProblemType.MALFORMED_JSON.because("The body is no JSON: " + e.getMessage());
        }
    }

    private CloudEvent structured() throws IOException {
        JsonToken first = parser.nextToken();
        if (first != JsonToken.START_OBJECT) {
            throw ProblemType.MALFORMED_EVENT.because(
                    "The body is " + kind(first) + "; expected a JSON object, one event");
        }
        try {
            return event();
        } catch (InvalidEventException e) {
            throw ProblemType.MALFORMED_EVENT.because(e.getMessage()).error("/", e.getMessage());
        }
    }

    private List<CloudEvent> batch() throws IOException {
        JsonToken first = parser.nextToken();
        if (first != JsonToken.START_ARRAY) {
            throw ProblemType.MALFORMED_EVENT.because(
                    "The body is " + kind(first) + "; expected a JSON array of events");
        }
        List<CloudEvent> events = new ArrayList<>();
        List<Wrong> wrong = new ArrayList<>();
        int count = 0;
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken(), count++) {
            if (token != JsonToken.START_OBJECT) {
                wrong.add(new Wrong("/" + count, "is " + kind(token) + "; expected a JSON object, one event"));
                parser.skipChildren();
            } else if (count >= MAX_BATCH) {
                parser.skipChildren();
            } else {
                try {
                    events.add(event());
                } catch (InvalidEventException e) {
                    wrong.add(new Wrong("/" + count, String.valueOf(e.getMessage())));
                }
            }
        }
        if (count > MAX_BATCH) {
            throw ProblemType.BATCH_TOO_LARGE.because(
                    "The batch holds " + count + " events; expected at most " + MAX_BATCH);
        }
        if (!wrong.isEmpty()) {
            throw malformed(wrong);
        }
        return events;
    }

    /** Where in a batch, and what. */
    private record Wrong(String at, String detail) {}

    private static ProblemException malformed(List<Wrong> wrong) {
        Wrong first = wrong.get(0);
        ProblemException problem = ProblemType.MALFORMED_EVENT.because(wrong.size()
                + (wrong.size() == 1 ? " element of the batch is no event" : " elements of the batch are no events")
                + ", the first at " + first.at() + ": " + first.detail());
        wrong.stream().limit(MAX_PROBLEMS).forEach(each -> problem.error(each.at(), each.detail()));
        return problem;
    }

    /** The event that begins here; the parser stands at its end afterwards, also where it is none. */
    private CloudEvent event() throws IOException {
        JsonObject attributes = new JsonObject();
        Data data = null;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (name.equals("data")) {
                data = data(value);
            } else {
                attributes.put(name, attribute(value));
            }
        }
        if (data == null) {
            return EventJson.fromJson(attributes);
        }
        if (attributes.containsKey("data_base64")) {
            return EventJson.fromJson(attributes.put("data", "")); // refused: only one of them may be given
        }
        CloudEvent event = EventJson.fromJson(attributes);
        return EventBuilder.from(event)
                .data(data.bytes(event.getDataContentType()))
                .build();
    }

    /** @param json the data as it was sent, or {@code null} for none */
    private record Data(byte @Nullable [] json, boolean isText) {

        /** Text stays text where the media type says that the data is no JSON. */
        byte @Nullable [] bytes(@Nullable String contentType) {
            return json != null && isText && !EventJson.isJson(contentType)
                    ? String.valueOf(Json.decodeValue(Buffer.buffer(json))).getBytes(StandardCharsets.UTF_8)
                    : json;
        }
    }

    private Data data(JsonToken value) throws IOException {
        int from = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        parser.finishToken();
        int to = (int) parser.currentLocation().getByteOffset();
        return new Data(
                value == JsonToken.VALUE_NULL ? null : Arrays.copyOfRange(bytes, from, to),
                value == JsonToken.VALUE_STRING);
    }

    private @Nullable Object attribute(JsonToken value) throws IOException {
        return switch (value) {
            case VALUE_NULL -> null;
            case VALUE_STRING -> parser.getText();
            case VALUE_TRUE, VALUE_FALSE -> parser.getBooleanValue();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
            default -> {
                parser.skipChildren();
                yield value == JsonToken.START_ARRAY ? new JsonArray() : new JsonObject();
            }
        };
    }

    private static String kind(@Nullable JsonToken token) {
        if (token == null) {
            return "empty";
        }
        return switch (token) {
            case START_OBJECT -> "a JSON object";
            case START_ARRAY -> "a JSON array";
            case VALUE_STRING -> "a text";
            case VALUE_NULL -> "null";
            case VALUE_TRUE, VALUE_FALSE -> "a boolean";
            default -> "a number";
        };
    }
}
