package io.sidetrack.bench.brokers.contender;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * The bare loop, which writes CloudEvents in binary mode: the attributes that the node gives what it emits, as headers. What it
 * costs more than {@link BareLoop} is what those headers cost client and broker.
 */
public final class BareEventLoop {
    private static final byte[] VERSION = "1.0".getBytes(UTF_8);
    private static final byte[] SOURCE = "urn:sidetrack:subscription:hand-on".getBytes(UTF_8);
    private static final byte[] TYPE = "handed-on".getBytes(UTF_8);
    private static final byte[] JSON = "application/json".getBytes(UTF_8);

    private final String topic;
    private long millis;
    private byte[] time = {};

    private BareEventLoop(String topic) {
        this.topic = topic;
    }

    public static void main(String[] arguments) {
        Task task = Task.ofSystem();
        BareLoop.run(task, new BareEventLoop(task.output())::event);
    }

    private ProducerRecord<byte[], byte[]> event(ConsumerRecord<byte[], byte[]> record) {
        byte[] parent = (record.topic() + '-' + record.partition() + '-' + record.offset()).getBytes(UTF_8);
        Headers headers = new RecordHeaders();
        headers.add("ce_specversion", VERSION);
        headers.add("ce_id", id(parent));
        headers.add("ce_source", SOURCE);
        headers.add("ce_type", TYPE);
        headers.add("content-type", JSON);
        headers.add("ce_time", now());
        headers.add("ce_causationid", parent);
        headers.add("ce_correlationid", parent);
        headers.add("ce_partitionkey", record.key());
        return new ProducerRecord<>(topic, null, null, record.key(), Work.touch(record.value()), headers);
    }

    /** As long as that of the node, and made without a digest. */
    private static byte[] id(byte[] parent) {
        byte[] id = new byte[32];
        System.arraycopy(parent, 0, id, 0, Math.min(id.length, parent.length));
        return id;
    }

    private byte[] now() {
        long now = System.currentTimeMillis();
        if (now != millis) {
            millis = now;
            time = Instant.ofEpochMilli(now).toString().getBytes(UTF_8);
        }
        return time;
    }
}
