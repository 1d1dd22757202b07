package io.sidetrack.api.event;

import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Builds immutable CloudEvents 1.0 events whose data stays the bytes that were given.
 *
 * <p>Not thread-safe; the built event is. {@link #build()} checks the rules of the CloudEvents 1.0.2 specification ('Context
 * Attributes': id, source and type are non-empty; extension names consist of lower-case letters and digits) and names every
 * broken one in a single {@link InvalidEventException}.
 */
public final class EventBuilder {
    private @Nullable String id;
    private @Nullable URI source;
    private @Nullable String type;
    private @Nullable String dataContentType;
    private @Nullable URI dataSchema;
    private @Nullable String subject;
    private @Nullable OffsetDateTime time;
    private @Nullable Extensions extensions;
    /** The extensions belong to an event that was built, too. */
    private boolean shared;

    private @Nullable BytesData data;

    private EventBuilder() {}

    /** An empty builder: id, source and type must be set. */
    public static EventBuilder event() {
        return new EventBuilder();
    }

    /** A builder filled from {@code event}; data is shared, not copied. */
    public static EventBuilder from(CloudEvent event) {
        EventBuilder builder = new EventBuilder();
        builder.id = event.getId();
        builder.source = event.getSource();
        builder.type = event.getType();
        builder.dataContentType = event.getDataContentType();
        builder.dataSchema = event.getDataSchema();
        builder.subject = event.getSubject();
        builder.time = event.getTime();
        for (String name : event.getExtensionNames()) {
            builder.extension(name, event.getExtension(name));
        }
        byte[] bytes = EventData.bytes(event);
        builder.data = bytes == null ? null : new BytesData(bytes);
        return builder;
    }

    public EventBuilder id(String value) {
        this.id = value;
        return this;
    }

    public EventBuilder source(URI value) {
        this.source = value;
        return this;
    }

    /** Sets the source from a URI reference; throws {@link InvalidEventException} where it is none. */
    public EventBuilder source(String value) {
        try {
            return source(URI.create(value));
        } catch (IllegalArgumentException e) {
            throw new InvalidEventException("source '" + value + "' is no URI reference");
        }
    }

    public EventBuilder type(String value) {
        this.type = value;
        return this;
    }

    /** {@code null} removes it. */
    public EventBuilder dataContentType(@Nullable String value) {
        this.dataContentType = value;
        return this;
    }

    /** {@code null} removes it. */
    public EventBuilder dataSchema(@Nullable URI value) {
        this.dataSchema = value;
        return this;
    }

    /** {@code null} removes it. */
    public EventBuilder subject(@Nullable String value) {
        this.subject = value;
        return this;
    }

    /** {@code null} removes it. */
    public EventBuilder time(@Nullable OffsetDateTime value) {
        this.time = value;
        return this;
    }

    /** Sets an extension attribute: a String, Boolean, Integer, URI or OffsetDateTime; {@code null} removes it. */
    public EventBuilder extension(String name, @Nullable Object value) {
        Extensions mine = extensions;
        if (mine == null) {
            if (value == null) {
                return this;
            }
            mine = new Extensions();
            extensions = mine;
        } else if (shared) {
            mine = mine.copy();
            extensions = mine;
            shared = false;
        }
        mine.set(name, value);
        return this;
    }

    /** The ordering key: shorthand for the extension {@code partitionkey} of the CloudEvents partitioning extension. */
    public EventBuilder partitionKey(@Nullable String value) {
        return extension(EventKeys.PARTITION_KEY, value);
    }

    /** Sets the bytes without a copy: the caller must not change them afterwards. {@code null} removes the data. */
    public EventBuilder data(byte @Nullable [] bytes) {
        this.data = bytes == null ? null : new BytesData(bytes);
        return this;
    }

    /** Sets the data of another event, or what {@link EventData} made. {@code null} removes the data. */
    public EventBuilder data(@Nullable CloudEventData of) {
        if (of == null || of instanceof BytesData) {
            this.data = (BytesData) of;
            return this;
        }
        return data(of.toBytes());
    }

    /** Sets the data as JSON text and the content type {@code application/json}. */
    public EventBuilder data(JsonObject json) {
        return dataContentType("application/json").data(json.toBuffer().getBytes());
    }

    /** Sets the bytes and their media type. */
    public EventBuilder data(Buffer bytes, String contentType) {
        return dataContentType(contentType).data(bytes.getBytes());
    }

    /** Sets UTF-8 text and its media type. */
    public EventBuilder data(String text, String contentType) {
        return dataContentType(contentType).data(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The event. Throws {@link InvalidEventException} that names every broken rule at once. */
    public CloudEvent build() {
        List<String> problems = problems();
        if (id == null || source == null || type == null || !problems.isEmpty()) {
            throw new InvalidEventException(String.join("; ", problems));
        }
        shared = true;
        return new BytesEvent(
                id,
                source,
                type,
                dataContentType,
                dataSchema,
                subject,
                time,
                extensions == null ? Map.of() : extensions,
                data);
    }

    /** The broken rules, each starting with the name of its attribute. */
    List<String> problems() {
        List<String> problems = new ArrayList<>(0);
        require(problems, "id", id);
        require(problems, "source", source == null ? null : source.toString());
        require(problems, "type", type);
        checkOptional(problems, "subject", subject);
        checkOptional(problems, "datacontenttype", dataContentType);
        checkOptional(problems, "dataschema", dataSchema == null ? null : dataSchema.toString());
        for (int i = 0; extensions != null && i < extensions.size(); i++) {
            checkExtension(problems, extensions.name(i), extensions.value(i));
        }
        return problems;
    }

    private static void require(List<String> problems, String name, @Nullable String value) {
        if (value == null || value.isEmpty()) {
            problems.add(name + " is missing; CloudEvents 1.0 requires a non-empty " + name);
        }
    }

    private static void checkOptional(List<String> problems, String name, @Nullable String value) {
        if (value != null && value.isEmpty()) {
            problems.add(name + " is empty; expected a text, or none at all");
        }
    }

    private static void checkExtension(List<String> problems, String name, Object value) {
        if (!isExtensionName(name)) {
            problems.add(name + " is no name for an extension; expected a-z and 0-9, and no attribute of CloudEvents");
        }
        if (!(value instanceof String
                || value instanceof Boolean
                || value instanceof Integer
                || value instanceof URI
                || value instanceof OffsetDateTime)) {
            problems.add(name + " is a " + value.getClass().getSimpleName()
                    + "; expected a string, boolean, 32-bit integer, URI or timestamp");
        }
    }

    private static boolean isExtensionName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))) {
                return false;
            }
        }
        return !name.isEmpty() && !name.equals("data") && !BytesEvent.ATTRIBUTES.contains(name);
    }
}
