package io.sidetrack.api.processor;

import io.cloudevents.CloudEventData;
import io.sidetrack.api.event.EventData;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event to be emitted. Id, source, time, {@code causationid} and {@code correlationid} are set by the kernel; the id derives
 * from the subscription, the parent event, the output and the index, so that a repeated attempt emits the same ids.
 *
 * @param output the processor's name for the output; the subscription's {@code to} maps it to a channel
 * @param type the CloudEvents type
 * @param data the data, or {@code null}; {@link EventData} makes it of bytes or JSON, and that of another event is handed on
 *     without a copy: {@code call.event().getData()}
 * @param dataContentType the media type of {@code data}, or {@code null}
 * @param subject the subject; {@code null} takes the parent's
 * @param key the ordering key ({@code partitionkey}); {@code null} takes the parent's
 * @param extensions further extension attributes
 */
public record Emit(
        String output,
        String type,
        @Nullable CloudEventData data,
        @Nullable String dataContentType,
        @Nullable String subject,
        @Nullable String key,
        Map<String, Object> extensions) {

    public Emit {
        extensions = Map.copyOf(extensions);
    }
}
