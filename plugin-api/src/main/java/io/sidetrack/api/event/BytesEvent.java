package io.sidetrack.api.event;

import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.cloudevents.SpecVersion;
import java.net.URI;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An immutable CloudEvents 1.0 event that keeps its data as bytes and compares by content. */
record BytesEvent(
        String id,
        URI source,
        String type,
        @Nullable String dataContentType,
        @Nullable URI dataSchema,
        @Nullable String subject,
        @Nullable OffsetDateTime time,
        Map<String, Object> extensions,
        @Nullable BytesData data)
        implements CloudEvent {

    static final Set<String> ATTRIBUTES =
            Set.of("specversion", "id", "source", "type", "datacontenttype", "dataschema", "subject", "time");

    @Override
    public SpecVersion getSpecVersion() {
        return SpecVersion.V1;
    }

    @Override
    public String getId() {
        return id;
    }

    @Override
    public URI getSource() {
        return source;
    }

    @Override
    public String getType() {
        return type;
    }

    @Override
    public @Nullable String getDataContentType() {
        return dataContentType;
    }

    @Override
    public @Nullable URI getDataSchema() {
        return dataSchema;
    }

    @Override
    public @Nullable String getSubject() {
        return subject;
    }

    @Override
    public @Nullable OffsetDateTime getTime() {
        return time;
    }

    @Override
    public @Nullable CloudEventData getData() {
        return data;
    }

    @Override
    public @Nullable Object getExtension(String name) {
        return extensions.get(Objects.requireNonNull(name));
    }

    @Override
    public Set<String> getExtensionNames() {
        return extensions.keySet();
    }

    @Override
    public @Nullable Object getAttribute(String name) {
        return switch (name) {
            case "specversion" -> SpecVersion.V1;
            case "id" -> id;
            case "source" -> source;
            case "type" -> type;
            case "datacontenttype" -> dataContentType;
            case "dataschema" -> dataSchema;
            case "subject" -> subject;
            case "time" -> time;
            default ->
                throw new IllegalArgumentException(
                        "'" + name + "' is not an attribute of CloudEvents 1.0; expected one of " + ATTRIBUTES
                                + ", or getExtension() for an extension");
        };
    }
}
