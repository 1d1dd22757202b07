package io.sidetrack.broker.kafka;

import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.cloudevents.SpecVersion;
import io.sidetrack.api.event.EventData;
import java.net.URI;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * The event that a record became. Its data is the record's value, not copied. Immutable; what is derived from the record when it is
 * first asked for is the same whoever asks.
 */
final class RecordEvent implements CloudEvent {
    /** What every event of a wrapped topic has in common. */
    record Common(URI source, String type, @Nullable String contentType) {}

    private final URI source;
    private final String type;
    private final @Nullable String contentType;
    private final @Nullable URI schema;
    private final @Nullable String subject;
    private final Map<String, Object> extensions;
    private final @Nullable CloudEventData data;
    private final @Nullable ConsumerRecord<byte[], byte[]> wrapped;
    private @Nullable String id;
    private @Nullable OffsetDateTime time;

    /** An event whose attributes the record carries. */
    RecordEvent(
            String id,
            URI source,
            String type,
            @Nullable String contentType,
            @Nullable URI schema,
            @Nullable String subject,
            @Nullable OffsetDateTime time,
            Map<String, Object> extensions,
            byte @Nullable [] data) {
        this.id = id;
        this.source = source;
        this.type = type;
        this.contentType = contentType;
        this.schema = schema;
        this.subject = subject;
        this.time = time;
        this.extensions = extensions;
        this.data = data == null ? null : EventData.of(data);
        this.wrapped = null;
    }

    /** An event around a record that is none: named by the record's place, of the record's time. */
    RecordEvent(
            Common common,
            @Nullable String contentType,
            Map<String, Object> extensions,
            ConsumerRecord<byte[], byte[]> record) {
        this.source = common.source();
        this.type = common.type();
        this.contentType = contentType;
        this.schema = null;
        this.subject = null;
        this.extensions = extensions;
        this.data = record.value() == null ? null : EventData.of(record.value());
        this.wrapped = record;
    }

    @Override
    public SpecVersion getSpecVersion() {
        return SpecVersion.V1;
    }

    @Override
    public String getId() {
        String known = id;
        if (known == null) {
            ConsumerRecord<byte[], byte[]> record = wrapped();
            known = record.topic() + '-' + record.partition() + '-' + record.offset();
            id = known;
        }
        return known;
    }

    @Override
    public String getType() {
        return type;
    }

    @Override
    public URI getSource() {
        return source;
    }

    @Override
    public @Nullable String getDataContentType() {
        return contentType;
    }

    @Override
    public @Nullable URI getDataSchema() {
        return schema;
    }

    @Override
    public @Nullable String getSubject() {
        return subject;
    }

    @Override
    public @Nullable OffsetDateTime getTime() {
        OffsetDateTime known = time;
        if (known == null && wrapped != null && wrapped.timestamp() >= 0) {
            known = Instant.ofEpochMilli(wrapped.timestamp()).atOffset(ZoneOffset.UTC);
            time = known;
        }
        return known;
    }

    @Override
    public @Nullable CloudEventData getData() {
        return data;
    }

    @Override
    public @Nullable Object getExtension(String name) {
        return extensions.get(name);
    }

    @Override
    public Set<String> getExtensionNames() {
        return extensions.keySet();
    }

    @Override
    public @Nullable Object getAttribute(String name) {
        return switch (name) {
            case "specversion" -> SpecVersion.V1;
            case "id" -> getId();
            case "source" -> source;
            case "type" -> type;
            case "datacontenttype" -> contentType;
            case "dataschema" -> schema;
            case "subject" -> subject;
            case "time" -> getTime();
            default -> throw new IllegalArgumentException("'" + name + "' is not an attribute of CloudEvents 1.0");
        };
    }

    @Override
    public String toString() {
        return type + " " + getId() + " of " + source;
    }

    private ConsumerRecord<byte[], byte[]> wrapped() {
        if (wrapped == null) {
            throw new IllegalStateException("an event of its own has its own id");
        }
        return wrapped;
    }
}
