package io.sidetrack.bench.running;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.event.EventBuilder;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Events with some hundred bytes of JSON; the number of an event is its id. */
public final class BenchEvents {
    public static final int BYTES = 512;
    private static final URI SOURCE = URI.create("urn:bench");
    private static final String PADDING = "x".repeat(BYTES - 32);

    private BenchEvents() {}

    public static CloudEvent event(long number, String key) {
        return event(number, key, "bench.event", "");
    }

    public static CloudEvent event(long number, String key, String type, String word) {
        String padding = word.length() < PADDING.length() ? PADDING.substring(word.length()) : "";
        String json = "{\"number\":" + number + ",\"text\":\"" + word + padding + "\"}";
        return EventBuilder.event()
                .id(Long.toString(number))
                .source(SOURCE)
                .type(type)
                .partitionKey(key)
                .dataContentType("application/json")
                .data(json.getBytes(StandardCharsets.UTF_8))
                .build();
    }

    /** Events from a number on, over so many keys. */
    public static List<CloudEvent> batch(long first, int count, int keys) {
        List<CloudEvent> batch = new ArrayList<>(count);
        for (long number = first; number < first + count; number++) {
            batch.add(event(number, key(number % keys)));
        }
        return batch;
    }

    /** The same as small events of another source, as the body of a publish. */
    public static String json(String source, long first, int count, int keys) {
        StringBuilder json = new StringBuilder("[");
        for (long number = first; number < first + count; number++) {
            json.append(number == first ? "" : ",")
                    .append("{\"specversion\":\"1.0\",\"source\":\"urn:bench:")
                    .append(source)
                    .append("\",\"type\":\"bench.event\",\"id\":\"")
                    .append(number)
                    .append("\",\"partitionkey\":\"")
                    .append(key(number % keys))
                    .append("\",\"data\":{\"number\":")
                    .append(number)
                    .append("}}");
        }
        return json.append(']').toString();
    }

    public static String key(long number) {
        return "key-" + number;
    }

    /** The number of a key. */
    public static long number(String key) {
        return Long.parseLong(key.substring(4));
    }
}
