package io.sidetrack.broker.kafka;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.event.EventData;
import io.sidetrack.api.event.EventJson;
import io.sidetrack.api.event.EventKeys;
import io.sidetrack.broker.kafka.KafkaOptions.SendAs;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Writes events by the Kafka protocol binding of CloudEvents. The record's key is the ordering key of the event, so that all
 * events of a key go to one partition. Thread-safe.
 */
final class RecordWriter {
    private static final byte[] VERSION = bytes("1.0");
    private static final byte[] STRUCTURED = bytes(EventJson.MEDIA_TYPE + "; charset=UTF-8");

    private final String topic;
    private final SendAs mode;

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

    private static void attributes(CloudEvent event, Headers headers) {
        headers.add("ce_specversion", VERSION);
        headers.add("ce_id", bytes(event.getId()));
        headers.add("ce_source", bytes(event.getSource().toString()));
        headers.add("ce_type", bytes(event.getType()));
        if (event.getDataContentType() != null) {
            headers.add(EventHeaders.CONTENT_TYPE, bytes(event.getDataContentType()));
        }
        if (event.getDataSchema() != null) {
            headers.add("ce_dataschema", bytes(event.getDataSchema().toString()));
        }
        if (event.getSubject() != null) {
            headers.add("ce_subject", bytes(event.getSubject()));
        }
        if (event.getTime() != null) {
            headers.add("ce_time", bytes(text(event.getTime())));
        }
        for (String name : event.getExtensionNames()) {
            Object value = event.getExtension(name);
            if (value != null) {
                headers.add(EventHeaders.PREFIX + name, bytes(text(value)));
            }
        }
    }

    /** A timestamp always with its seconds: RFC 3339 requires them. */
    private static String text(Object value) {
        return value instanceof OffsetDateTime time
                ? DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time)
                : value.toString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
