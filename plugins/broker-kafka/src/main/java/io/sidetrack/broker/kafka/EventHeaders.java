package io.sidetrack.broker.kafka;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.event.EventKeys;
import io.sidetrack.api.event.InvalidEventException;
import java.net.URI;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** The attributes of an event as headers of a record: the binary mode of the protocol binding. Not thread-safe. */
final class EventHeaders {
    static final String PREFIX = "ce_";
    static final String CONTENT_TYPE = "content-type";

    private static final Set<String> RESERVED =
            Set.of("specversion", "id", "source", "type", "datacontenttype", "dataschema", "subject", "time", "data");
    private static final int REMEMBERED = 256;

    /** The sources of a topic are few, and parsing one costs as much as the rest of its event. */
    private final Map<String, URI> sources = new HashMap<>();

    private @Nullable String version;
    private @Nullable String id;
    private @Nullable URI source;
    private @Nullable String type;
    private @Nullable String subject;
    private @Nullable URI schema;
    private @Nullable OffsetDateTime time;
    private Map<String, Object> extensions = Map.of();
    private List<String> problems = List.of();

    /** The event of a record in binary mode; throws {@link InvalidEventException} that names every broken rule. */
    RecordEvent event(ConsumerRecord<byte[], byte[]> record, @Nullable String contentType, @Nullable String key) {
        clear();
        for (Header header : record.headers()) {
            if (header.key().startsWith(PREFIX)) {
                read(header);
            }
        }
        require("specversion", "1.0".equals(version), "missing or not 1.0");
        require("id", id != null, "missing");
        require("source", source != null, "missing");
        require("type", type != null, "missing");
        if (id == null || source == null || type == null || !problems.isEmpty()) {
            throw new InvalidEventException(String.join("; ", problems));
        }
        if (key != null && !key.equals(subject) && !extensions.containsKey(EventKeys.PARTITION_KEY)) {
            extension(EventKeys.PARTITION_KEY, key);
        }
        return new RecordEvent(id, source, type, contentType, schema, subject, time, extensions, record.value());
    }

    /** Whether a header of that name can be an extension of an event. */
    static boolean isExtension(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))) {
                return false;
            }
        }
        return !name.isEmpty() && !RESERVED.contains(name);
    }

    static boolean hasKey(CloudEvent event) {
        return event.getExtension(EventKeys.PARTITION_KEY) != null;
    }

    /** The header's text; throws {@link InvalidEventException} where it has none. */
    static String text(Header header) {
        String text = header.value() == null ? null : RecordKeys.utf8(header.value());
        if (text == null || text.isEmpty()) {
            throw new InvalidEventException("header " + header.key() + " is "
                    + (text == null ? "no UTF-8 text" : "empty") + "; expected a text, or no such header");
        }
        return text;
    }

    private static String extensionText(Header header) {
        return header.value() != null && header.value().length == 0 ? "" : text(header);
    }

    private void clear() {
        version = null;
        id = null;
        source = null;
        type = null;
        subject = null;
        schema = null;
        time = null;
        extensions = Map.of();
        problems = List.of();
    }

    private void read(Header header) {
        String name = header.key().substring(PREFIX.length());
        try {
            boolean extension = isExtension(name);
            String value = extension ? extensionText(header) : text(header);
            switch (name) {
                case "specversion" -> version = value;
                case "id" -> id = value;
                case "source" -> source = source(value);
                case "type" -> type = value;
                case "subject" -> subject = value;
                case "dataschema" -> schema = uri(header.key(), value);
                case "time" -> time = time(value);
                default -> {
                    if (extension) {
                        extension(name, value);
                    } else {
                        problem("header " + header.key() + " names no attribute; expected a-z and 0-9 behind "
                                + PREFIX);
                    }
                }
            }
        } catch (InvalidEventException e) {
            problem(String.valueOf(e.getMessage()));
        }
    }

    private void extension(String name, String value) {
        if (extensions.isEmpty()) {
            extensions = new HashMap<>();
        }
        extensions.put(name, value);
    }

    private void require(String name, boolean there, String what) {
        if (!there && problems.stream().noneMatch(problem -> problem.startsWith("header " + PREFIX + name + " "))) {
            problem("header " + PREFIX + name + " is " + what);
        }
    }

    private void problem(String problem) {
        if (problems.isEmpty()) {
            problems = new ArrayList<>();
        }
        problems.add(problem);
    }

    private URI source(String value) {
        URI known = sources.get(value);
        if (known == null) {
            known = uri(PREFIX + "source", value);
            if (sources.size() >= REMEMBERED) {
                sources.clear();
            }
            sources.put(value, known);
        }
        return known;
    }

    private static URI uri(String header, String value) {
        try {
            return URI.create(value);
        } catch (IllegalArgumentException e) {
            throw new InvalidEventException("header " + header + " '" + value + "' is no URI reference");
        }
    }

    private static OffsetDateTime time(String value) {
        try {
            return OffsetDateTime.parse(value);
        } catch (DateTimeParseException e) {
            throw new InvalidEventException("header ce_time '" + value + "' is no RFC 3339 timestamp");
        }
    }
}
