package io.sidetrack.bench.brokers.contender;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/**
 * Written by hand on kafka-clients: poll, produce without waiting, one watermark per partition, commit behind it. The order of a
 * key is the order of the producer. A full buffer of the producer holds the loop, which is its back-pressure.
 */
public final class BareLoop {
    private static final Duration POLL = Duration.ofMillis(100);

    private final Task task;
    private final Output output;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Watermarks watermarks;

    /** What an event becomes. */
    interface Output {
        ProducerRecord<byte[], byte[]> of(ConsumerRecord<byte[], byte[]> event);
    }

    private BareLoop(Task task, Output output) {
        this.task = task;
        this.output = output;
        this.consumer = new KafkaConsumer<>(KafkaClients.consumer(task));
        this.producer = new KafkaProducer<>(KafkaClients.producer(task));
        this.watermarks = new Watermarks(consumer, producer::flush);
    }

    public static void main(String[] arguments) {
        Task task = Task.ofSystem();
        run(task, event -> new ProducerRecord<>(task.output(), event.key(), Work.touch(event.value())));
    }

    static void run(Task task, Output output) {
        BareLoop loop = new BareLoop(task, output);
        Ending.run(loop::run, loop.consumer::wakeup);
    }

    private void run() {
        consumer.subscribe(List.of(task.input()), watermarks);
        try {
            while (true) {
                handOn(consumer.poll(POLL));
                watermarks.commitNowAndThen();
            }
        } catch (WakeupException end) {
            watermarks.finish();
        }
        producer.close();
        consumer.close();
    }

    private void handOn(ConsumerRecords<byte[], byte[]> records) {
        for (TopicPartition partition : records.partitions()) {
            List<ConsumerRecord<byte[], byte[]>> events = records.records(partition);
            long next = events.get(events.size() - 1).offset() + 1;
            Watermarks.Stretch stretch = watermarks.open(partition, next, events.size());
            for (ConsumerRecord<byte[], byte[]> event : events) {
                producer.send(output.of(event), stretch);
            }
        }
    }
}
