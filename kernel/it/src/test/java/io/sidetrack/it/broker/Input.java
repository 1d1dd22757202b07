package io.sidetrack.it.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The events of these tests on the wire: CloudEvents in binary mode with JSON inside. */
final class Input {
    static final String SOURCE = "/outside";
    static final String CONTENT_TYPE = "application/json";
    private static final ObjectMapper JSON = new ObjectMapper();

    private Input() {}

    static byte[] data(long number, boolean poison) {
        return ("{\"n\": " + number + ", \"poison\": " + poison + "}").getBytes(UTF_8);
    }

    /** The whole event as JSON, for REST. */
    static String structured(long number, String key) {
        ObjectNode event = JSON.createObjectNode();
        attributes(number, key).forEach(event::put);
        event.put("datacontenttype", CONTENT_TYPE);
        event.set("data", JSON.createObjectNode().put("n", number).put("poison", false));
        return event.toString();
    }

    /** The attributes without a prefix. */
    static Map<String, String> attributes(long number, String key) {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("specversion", "1.0");
        attributes.put("id", id(number));
        attributes.put("source", SOURCE);
        attributes.put("type", "counted");
        attributes.put("partitionkey", key);
        return attributes;
    }

    static String id(long number) {
        return "n-" + number;
    }

    static long number(String id) {
        return Long.parseLong(id.substring("n-".length()));
    }

    static Output output(OutsideBroker.Message message) {
        try {
            JsonNode json = JSON.readTree(message.body());
            return new Output(
                    message.id(),
                    json.at("/key").asText(),
                    json.at("/n").asLong(),
                    json.at("/count").asLong(),
                    json.at("/edited").asBoolean());
        } catch (IOException e) {
            throw new UncheckedIOException(new String(message.body(), UTF_8), e);
        }
    }
}
