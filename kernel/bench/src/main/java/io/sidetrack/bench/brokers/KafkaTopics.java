package io.sidetrack.bench.brokers;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The broker as the bench itself sees it: topics of eight partitions, their ends, and what groups have committed. */
final class KafkaTopics implements AutoCloseable {
    private static final int PARTITIONS = 8;
    private static final long SERVED_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final Duration POLL = Duration.ofMillis(100);

    private final String broker;
    private final Admin admin;

    KafkaTopics(String broker) {
        this.broker = broker;
        this.admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, broker));
    }

    /** A new topic whose records carry the time at which the broker appended them. */
    void create(String topic) throws ExecutionException, InterruptedException {
        NewTopic wanted = new NewTopic(topic, PARTITIONS, (short) 1)
                .configs(Map.of(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime"));
        admin.createTopics(List.of(wanted)).all().get();
        long until = System.nanoTime() + SERVED_NANOS;
        while (!isServed(topic)) {
            if (System.nanoTime() > until) {
                throw new IllegalStateException("the broker does not serve the new topic " + topic);
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    /** A topic is made by the controller and known to the broker a little later. */
    private boolean isServed(String topic) throws ExecutionException, InterruptedException {
        try {
            var partitions =
                    admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic);
            return partitions != null && partitions.partitions().size() == PARTITIONS;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return false;
            }
            throw e;
        }
    }

    void delete(String topic) throws ExecutionException, InterruptedException {
        admin.deleteTopics(List.of(topic)).all().get();
    }

    /** How many records a topic has. */
    long size(String topic) throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        partitions(topic).forEach(partition -> ends.put(partition, OffsetSpec.latest()));
        return admin.listOffsets(ends).all().get().values().stream()
                .mapToLong(end -> end.offset())
                .sum();
    }

    /** How many records of a topic the group has committed whose name holds this text. */
    long committed(String topic, String group) throws ExecutionException, InterruptedException {
        Map<String, ListConsumerGroupOffsetsSpec> asked = new HashMap<>();
        for (GroupListing listed : admin.listGroups().all().get()) {
            if (listed.groupId().contains(group)) {
                asked.put(listed.groupId(), new ListConsumerGroupOffsetsSpec().topicPartitions(partitions(topic)));
            }
        }
        Collection<Map<TopicPartition, OffsetAndMetadata>> groups =
                admin.listConsumerGroupOffsets(asked).all().get().values();
        return groups.stream()
                .flatMap(offsets -> offsets.values().stream())
                .mapToLong(offset -> offset == null ? 0 : offset.offset())
                .sum();
    }

    /** Fills a new topic with so many events. */
    void fill(String topic, int events) throws ExecutionException, InterruptedException {
        try (KafkaProducer<byte[], byte[]> producer = producer(100)) {
            for (int number = 0; number < events; number++) {
                byte[] key = BenchValue.keyBytes(BenchValue.keyOf(number));
                producer.send(new ProducerRecord<>(topic, key, BenchValue.of(number, 0)));
            }
            producer.flush();
        }
        if (size(topic) != events) {
            throw new IllegalStateException("the broker did not take all that was sent to " + topic);
        }
    }

    /**
     * Reads a topic from its beginning.
     *
     * @return when each of its records was appended, in milliseconds, ascending
     */
    long[] read(String topic, int events, Ledger ledger) {
        long[] times = new long[events];
        int read = 0;
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(topic)) {
            while (read < events) {
                for (var each : consumer.poll(POLL)) {
                    ledger.add(each.value());
                    if (read < events) {
                        times[read++] = each.timestamp();
                    }
                }
            }
        }
        Arrays.sort(times);
        return times;
    }

    /** Reads all of a topic, from its beginning, as a group of nobody. */
    KafkaConsumer<byte[], byte[]> consumer(String topic) {
        Properties settings = new Properties();
        settings.put("bootstrap.servers", broker);
        settings.put("max.poll.records", 10_000);
        settings.put("enable.auto.commit", false);
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.assign(partitions(topic));
        consumer.seekToBeginning(partitions(topic));
        return consumer;
    }

    KafkaProducer<byte[], byte[]> producer(int lingerMillis) {
        Properties settings = new Properties();
        settings.put("bootstrap.servers", broker);
        settings.put("acks", "all");
        settings.put("linger.ms", lingerMillis);
        settings.put("batch.size", 256 << 10);
        settings.put("buffer.memory", 128L << 20);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public void close() {
        admin.close();
    }

    private static List<TopicPartition> partitions(String topic) {
        return IntStream.range(0, PARTITIONS)
                .mapToObj(number -> new TopicPartition(topic, number))
                .toList();
    }
}
