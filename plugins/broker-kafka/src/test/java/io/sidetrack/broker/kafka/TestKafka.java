package io.sidetrack.broker.kafka;

import io.sidetrack.api.adapter.BrokerAdapter;
import io.sidetrack.api.adapter.BrokerConnection;
import io.sidetrack.api.adapter.Capabilities;
import io.sidetrack.api.adapter.ConnectionContext;
import io.sidetrack.api.config.Options;
import io.sidetrack.testkit.Settled;
import io.sidetrack.testkit.contract.BrokerUnderTest;
import io.sidetrack.testkit.server.FaultProxy;
import io.sidetrack.testkit.server.KafkaServer;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The one broker of this module's tests, the adapter behind a proxy, and what is done past both. */
final class TestKafka implements BrokerUnderTest {
    static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Started with the first test that needs it. */
    private static final class Shared {
        private static final TestKafka ONE = new TestKafka();
    }

    private final FaultProxy proxy = FaultProxy.listen();
    private final KafkaServer server = KafkaServer.create()
            .advertise(proxy.port())
            .with("log.cleaner.backoff.ms", "100")
            .with("broker.session.timeout.ms", "60000");
    private final Guarded guarded = new Guarded(server);
    private final Admin admin;
    private final Producer<byte[], byte[]> producer;
    private final AtomicInteger topics = new AtomicInteger();
    private final ConcurrentLinkedQueue<BrokerConnection> connections = new ConcurrentLinkedQueue<>();

    private TestKafka() {
        server.start();
        proxy.target("127.0.0.1", server.proxiedPort());
        admin = Admin.create(Map.of("bootstrap.servers", server.bootstrap()));
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", server.bootstrap(), "linger.ms", 0),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    static TestKafka shared() {
        return Shared.ONE;
    }

    FaultProxy proxy() {
        return proxy;
    }

    KafkaServer server() {
        return server;
    }

    Guarded guarded() {
        return guarded;
    }

    Admin admin() {
        return admin;
    }

    @Override
    public BrokerAdapter adapter() {
        return new BrokerAdapter() {
            private final BrokerAdapter adapter = new KafkaAdapter();

            @Override
            public Capabilities capabilities() {
                return adapter.capabilities();
            }

            @Override
            public Future<BrokerConnection> connect(ConnectionContext context) {
                return adapter.connect(context).onSuccess(connections::add);
            }
        };
    }

    @Override
    public Options options() {
        return options(Map.of());
    }

    /** The options of the tests with these over them. */
    Options options(Map<String, ?> more) {
        Map<String, Object> given = new HashMap<>();
        given.put("bootstrap.servers", "127.0.0.1:" + proxy.port());
        given.put("unreachable-after", "3s");
        given.put("session.timeout.ms", 6_000);
        given.put("heartbeat.interval.ms", 300); // rebalances are told by it
        given.put("linger.ms", 0);
        given.put("fetch.max.wait.ms", 100);
        given.putAll(more);
        return checked(given);
    }

    static Options checked(Map<String, ?> given) {
        List<String> problems = new ArrayList<>();
        Options options = Options.check("brokers.test.options", KafkaOptions.ALL, Map.copyOf(given), problems);
        if (!problems.isEmpty()) {
            throw new AssertionError(problems);
        }
        return options;
    }

    @Override
    public String createAddress(int partitions) {
        return createTopic(partitions, Map.of("max.message.bytes", "2097152"));
    }

    String createTopic(int partitions, Map<String, String> settings) {
        String topic = "topic-" + topics.incrementAndGet();
        await(admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1).configs(settings)))
                .all());
        producer.partitionsFor(topic); // the controller knows it before the broker does
        await(admin.listOffsets(IntStream.range(0, partitions)
                        .boxed()
                        .collect(
                                Collectors.toMap(each -> new TopicPartition(topic, each), each -> OffsetSpec.latest())))
                .all()); // and the broker before it leads: what is produced in between may never get into its order
        return topic;
    }

    @Override
    public void putUndecodable(String address, String key, byte[] raw) {
        put(
                address,
                key == null ? null : key.getBytes(),
                raw,
                new RecordHeader("content-type", "application/cloudevents+json".getBytes()));
    }

    void put(String topic, byte[] key, byte[] value, Header... headers) {
        put(new ProducerRecord<>(topic, null, null, key, value, List.of(headers)));
    }

    /** So many records, to each partition in turn. */
    void fill(String topic, int partitions, int records) {
        for (int i = 0; i < records; i++) {
            byte[] text = ("e-" + i).getBytes();
            producer.send(new ProducerRecord<>(topic, i % partitions, text, text));
        }
        producer.flush();
    }

    long put(ProducerRecord<byte[], byte[]> record) {
        try {
            return producer.send(record).get(20, TimeUnit.SECONDS).offset();
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    /** All records of the one partition of a topic. */
    List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        TopicPartition partition = new TopicPartition(topic, 0);
        List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", server.bootstrap()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(all::add);
            }
        }
        return all;
    }

    @Override
    public void disconnect() {
        proxy.refuse();
        proxy.cut();
        for (BrokerConnection open = connections.poll(); open != null; open = connections.poll()) {
            Settled.of(open.closed(), PATIENCE);
        }
        proxy.heal();
    }

    @Override
    public boolean trim(String address, String partition, long before) {
        await(admin.deleteRecords(Map.of(
                        new TopicPartition(address, Integer.parseInt(partition)), RecordsToDelete.beforeOffset(before)))
                .all());
        return true;
    }

    @Override
    public Duration patience() {
        return PATIENCE;
    }

    static <T> T await(KafkaFuture<T> future) {
        try {
            return future.get(20, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }
}
