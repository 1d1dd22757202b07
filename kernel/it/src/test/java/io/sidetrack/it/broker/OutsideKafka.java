package io.sidetrack.it.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sidetrack.testkit.server.FaultProxy;
import io.sidetrack.testkit.server.KafkaServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Kafka from outside. Lives as long as the JVM. */
final class OutsideKafka implements OutsideBroker {
    private static final int PARTITIONS = 4;
    private static OutsideKafka shared;

    private final AtomicInteger routes = new AtomicInteger();
    private final FaultProxy proxy = FaultProxy.listen();
    private final KafkaServer server;
    private final Map<String, Topic> read = new HashMap<>();

    private OutsideKafka(KafkaServer configured) {
        server = configured.advertise(proxy.port()).start();
        proxy.target("127.0.0.1", server.proxiedPort());
    }

    /** The one of this JVM; started at the first call. */
    static synchronized OutsideKafka shared() {
        if (shared == null) {
            shared = new OutsideKafka(KafkaServer.create());
        }
        return shared;
    }

    /** Another one, in which an empty group waits for more members, as it does unless a broker is told otherwise. */
    static OutsideKafka patient() {
        return new OutsideKafka(KafkaServer.create().with("group.initial.rebalance.delay.ms", "3000"));
    }

    String bootstrap() {
        return server.bootstrap();
    }

    @Override
    public String plugin() {
        return "broker-kafka";
    }

    @Override
    public String configuration(boolean proxied) {
        String bootstrap = proxied ? "127.0.0.1:" + proxy.port() : server.bootstrap();
        return "{adapter: kafka, options: {bootstrap.servers: '" + bootstrap + "', unreachable-after: 5s,"
                + " request.timeout.ms: 3000, delivery.timeout.ms: 8000}}";
    }

    @Override
    public FaultProxy proxy() {
        return proxy;
    }

    @Override
    public Route newRoute() {
        Route route = Route.of(routes.incrementAndGet());
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", server.bootstrap()))) {
            admin.createTopics(List.of(
                            new NewTopic(route.in(), PARTITIONS, (short) 1),
                            new NewTopic(route.out(), PARTITIONS, (short) 1)))
                    .all()
                    .get();
            Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
            for (int i = 0; i < PARTITIONS; i++) {
                ends.put(new TopicPartition(route.in(), i), OffsetSpec.latest());
                ends.put(new TopicPartition(route.out(), i), OffsetSpec.latest());
            }
            admin.listOffsets(ends)
                    .all()
                    .get(); // the broker leads them: before that it mixes up a producer's first batches
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        }
        return route;
    }

    @Override
    public Sender sender(Route route, Ledger ledger) {
        return new KafkaSender(producer(), route, ledger);
    }

    @Override
    public void put(String address, String key, String contentType, byte[] body) {
        try (KafkaProducer<String, byte[]> producer = producer()) {
            ProducerRecord<String, byte[]> message = new ProducerRecord<>(address, key, body);
            message.headers().add("content-type", contentType.getBytes(UTF_8));
            producer.send(message);
        }
    }

    @Override
    public synchronized List<Message> messages(String address) {
        return read.computeIfAbsent(address, Topic::new).upToNow();
    }

    /** The longest time in which nothing was put into a topic, from its first message to its last one, by their time stamps. */
    Duration longestSilence(String address) {
        List<Long> times = new ArrayList<>();
        try (Topic topic = new Topic(address)) {
            topic.read(message -> times.add(message.timestamp()));
        }
        Collections.sort(times);
        long longest = 0;
        for (int i = 1; i < times.size(); i++) {
            longest = Math.max(longest, times.get(i) - times.get(i - 1));
        }
        return Duration.ofMillis(longest);
    }

    @Override
    public void kill() {
        server.kill();
    }

    @Override
    public void restart() {
        server.start();
    }

    KafkaProducer<String, byte[]> producer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", server.bootstrap(), "acks", "all", "linger.ms", 1),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    /** What was read of a topic. The broker puts a key into one partition, so what is read partition by partition is in order. */
    private final class Topic implements AutoCloseable {
        private final List<Message> found = new ArrayList<>();
        private final String name;
        private final KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        server.bootstrap(),
                        "default.api.timeout.ms",
                        5_000,
                        "allow.auto.create.topics",
                        false),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        private List<TopicPartition> partitions = List.of();

        Topic(String name) {
            this.name = name;
        }

        List<Message> upToNow() {
            try {
                read(message -> found.add(message(message)));
            } catch (KafkaException e) {
                return List.copyOf(found); // the broker is away; whoever needs more asks again
            }
            return List.copyOf(found);
        }

        void read(Consumer<ConsumerRecord<String, byte[]>> each) {
            findPartitions();
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofMillis(100)).forEach(each);
            }
        }

        @Override
        public void close() {
            consumer.close();
        }

        /** The node may make the topic later. */
        private void findPartitions() {
            if (partitions.isEmpty()) {
                partitions = consumer.partitionsFor(name).stream()
                        .map(partition -> new TopicPartition(name, partition.partition()))
                        .toList();
                consumer.assign(partitions);
                consumer.seekToBeginning(partitions);
            }
        }

        private static Message message(ConsumerRecord<String, byte[]> record) {
            return new Message(new String(record.headers().lastHeader("ce_id").value(), UTF_8), record.value());
        }
    }

    private record KafkaSender(KafkaProducer<String, byte[]> producer, Route route, Ledger ledger) implements Sender {

        @Override
        public void send(long number, String key, boolean poison) {
            ProducerRecord<String, byte[]> message = new ProducerRecord<>(route.in(), key, Input.data(number, poison));
            Input.attributes(number, key)
                    .forEach((name, value) -> message.headers().add("ce_" + name, value.getBytes(UTF_8)));
            message.headers().add("content-type", Input.CONTENT_TYPE.getBytes(UTF_8));
            producer.send(message, (metadata, failure) -> {
                if (failure == null) {
                    ledger.acknowledged(number);
                }
            });
        }

        @Override
        public void flush() {
            producer.flush();
        }

        @Override
        public void close() {
            producer.close();
        }
    }
}
