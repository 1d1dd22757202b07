package io.sidetrack.broker.kafka;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.event.EventData;
import io.sidetrack.api.event.EventJson;
import io.sidetrack.api.event.EventKeys;
import io.sidetrack.broker.kafka.KafkaOptions.SendAs;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Writes events by the Kafka protocol binding of CloudEvents. The record's key is the ordering key of the event, so that all
 * events of a key go to one partition. What many events have in common is encoded once. Used by one thread at a time.
 */
final class RecordWriter {
    private static final byte[] VERSION = bytes("1.0");
    private static final byte[] STRUCTURED = bytes(EventJson.MEDIA_TYPE + "; charset=UTF-8");
    private static final int REMEMBERED = 256;

    private final String topic;
    private final SendAs mode;
    private final Map<String, byte[]> encoded = new HashMap<>();
    private final Map<String, String> headerNames = new HashMap<>();
    private @Nullable OffsetDateTime lastTime;
    private byte[] lastTimeText = {};

    RecordWriter(String topic, SendAs mode) {
        this.topic = topic;
        this.mode = mode;
    }

    ProducerRecord<byte[], byte[]> write(CloudEvent event) {
        byte[] key = RecordKeys.bytes(EventKeys.defaultKey(event));
        Headers headers = new RecordHeaders();
        byte[] value;
        if (mode == SendAs.STRUCTURED) {
            headers.add(EventHeaders.CONTENT_TYPE, STRUCTURED);
            value = EventJson.toJson(event).toBuffer().getBytes();
        } else {
            attributes(event, headers);
            value = EventData.bytes(event);
        }
        return new ProducerRecord<>(topic, null, null, key, value, headers);
    }

    private void attributes(CloudEvent event, Headers headers) {
        headers.add("ce_specversion", VERSION);
        headers.add("ce_id", bytes(event.getId()));
        headers.add("ce_source", common(event.getSource().toString()));
        headers.add("ce_type", common(event.getType()));
        if (event.getDataContentType() != null) {
            headers.add(EventHeaders.CONTENT_TYPE, common(event.getDataContentType()));
        }
        if (event.getDataSchema() != null) {
            headers.add("ce_dataschema", common(event.getDataSchema().toString()));
        }
        if (event.getSubject() != null) {
            headers.add("ce_subject", bytes(event.getSubject()));
        }
        if (event.getTime() != null) {
            headers.add("ce_time", time(event.getTime()));
        }
        for (String name : event.getExtensionNames()) {
            Object value = event.getExtension(name);
            if (value != null) {
                headers.add(
                        headerName(name), value instanceof OffsetDateTime time ? time(time) : bytes(value.toString()));
            }
        }
    }

    /** The text of an attribute that has few values. */
    private byte[] common(String text) {
        byte[] known = encoded.get(text);
        if (known == null) {
            known = bytes(text);
            remember(encoded, text, known);
        }
        return known;
    }

    private String headerName(String extension) {
        String known = headerNames.get(extension);
        if (known == null) {
            known = EventHeaders.PREFIX + extension;
            remember(headerNames, extension, known);
        }
        return known;
    }

    private static <T> void remember(Map<String, T> known, String text, T value) {
        if (known.size() >= REMEMBERED) {
            known.clear();
        }
        known.put(text, value);
    }

    /** A timestamp always with its seconds: RFC 3339 requires them. */
    private byte[] time(OffsetDateTime time) {
        if (!time.equals(lastTime)) {
            lastTime = time;
            lastTimeText = bytes(DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time));
        }
        return lastTimeText;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
