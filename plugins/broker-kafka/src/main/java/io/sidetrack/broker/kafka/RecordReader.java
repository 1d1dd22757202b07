package io.sidetrack.broker.kafka;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.adapter.Assignment;
import io.sidetrack.api.adapter.Delivery;
import io.sidetrack.api.config.Options;
import io.sidetrack.api.event.EventBuilder;
import io.sidetrack.api.event.EventJson;
import io.sidetrack.api.event.EventKeys;
import io.sidetrack.api.event.InvalidEventException;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Reads records by the Kafka protocol binding of CloudEvents, in binary and structured mode, and wraps what is no event. A key of
 * the record that the event does not name itself becomes its {@code partitionkey}: it is the key by which Kafka keeps order. Not
 * thread-safe: each source has its own.
 */
final class RecordReader {
    private static final byte[] NOTHING = new byte[0];
    private static final String CLOUD_EVENTS = "application/cloudevents";

    private final RecordEvent.Common common;
    private final EventHeaders headers = new EventHeaders();

    RecordReader(RecordEvent.Common common) {
        this.common = common;
    }

    /** What events around records of a topic have in common. */
    static RecordEvent.Common common(String topic, Options options) {
        return new RecordEvent.Common(
                URI.create(options.find(KafkaOptions.WRAP_SOURCE).orElse("/kafka/" + topic)),
                options.get(KafkaOptions.WRAP_TYPE),
                options.find(KafkaOptions.WRAP_CONTENT).orElse(null));
    }

    Delivery read(Assignment assignment, ConsumerRecord<byte[], byte[]> record) {
        String key = RecordKeys.text(record.key());
        try {
            return new Delivery(assignment, record.offset(), event(record, key), key, false, null, null);
        } catch (InvalidEventException e) {
            byte[] raw = record.value() == null ? NOTHING : record.value();
            return Delivery.undecodable(
                    assignment,
                    record.offset(),
                    key,
                    raw,
                    e.getMessage() == null ? "the record is no event" : e.getMessage());
        }
    }

    private CloudEvent event(ConsumerRecord<byte[], byte[]> record, @Nullable String key) {
        boolean binary = false;
        String contentType = null;
        for (Header header : record.headers()) {
            if (header.key().startsWith(EventHeaders.PREFIX)) {
                binary = true;
            } else if (header.key().equals(EventHeaders.CONTENT_TYPE)) {
                contentType = EventHeaders.text(header);
            }
        }
        if (contentType != null && contentType.regionMatches(true, 0, CLOUD_EVENTS, 0, CLOUD_EVENTS.length())) {
            return structured(record, contentType, key);
        }
        return binary ? headers.event(record, contentType, key) : wrapped(record, contentType, key);
    }

    private static CloudEvent structured(
            ConsumerRecord<byte[], byte[]> record, String contentType, @Nullable String key) {
        int parameters = contentType.indexOf(';');
        String mode = (parameters < 0 ? contentType : contentType.substring(0, parameters))
                .strip()
                .toLowerCase(Locale.ROOT);
        if (!mode.equals(EventJson.MEDIA_TYPE)) {
            throw new InvalidEventException(
                    "content-type is '" + contentType
                            + "'; expected application/cloudevents+json, one event a record: batches and other formats are not read");
        }
        if (record.value() == null) {
            throw new InvalidEventException("the record has no value; expected an event as JSON text");
        }
        CloudEvent event = EventJson.parse(Buffer.buffer(record.value()));
        return key == null || key.equals(EventKeys.defaultKey(event)) || EventHeaders.hasKey(event)
                ? event
                : EventBuilder.from(event).partitionKey(key).build();
    }

    private CloudEvent wrapped(
            ConsumerRecord<byte[], byte[]> record, @Nullable String contentType, @Nullable String key) {
        Map<String, Object> extensions = key == null ? Map.of() : Map.of(EventKeys.PARTITION_KEY, key);
        for (Header header : record.headers()) {
            if (EventHeaders.isExtension(header.key())) {
                if (extensions.size() < 2) {
                    extensions = new HashMap<>(extensions);
                }
                String text = header.value() == null ? null : RecordKeys.utf8(header.value());
                if (text != null && (key == null || !header.key().equals(EventKeys.PARTITION_KEY))) {
                    extensions.put(header.key(), text);
                }
            }
        }
        return new RecordEvent(common, contentType == null ? common.contentType() : contentType, extensions, record);
    }
}
