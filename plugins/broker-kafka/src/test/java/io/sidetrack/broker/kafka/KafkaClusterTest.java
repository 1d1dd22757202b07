package io.sidetrack.broker.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidetrack.api.adapter.Confirmation;
import io.sidetrack.api.adapter.Delivery;
import io.sidetrack.api.adapter.Sink;
import io.sidetrack.broker.kafka.Session.Reading;
import io.sidetrack.testkit.Settled;
import io.sidetrack.testkit.server.KafkaCluster;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Three brokers of which some are killed while events flow; three processes more, so only where it is asked for. */
@EnabledIfSystemProperty(named = "sidetrack.soak", matches = "true")
class KafkaClusterTest {
    private static final int PARTITIONS = 3;
    private static final int KEYS = 12;
    private static final AtomicInteger TOPICS = new AtomicInteger();

    private static KafkaCluster cluster;
    private static Admin admin;

    private final String topic = "replicated-" + TOPICS.incrementAndGet();
    private final String group = "group-of-" + topic;
    private final Set<Integer> dead = new TreeSet<>();
    private final List<Session> sessions = new ArrayList<>();
    private Reader reader;
    private int settled;

    @BeforeAll
    static void start() {
        cluster = KafkaCluster.create(3)
                .with("min.insync.replicas", "2")
                .with("broker.heartbeat.interval.ms", "1000")
                .with("broker.session.timeout.ms", "4000")
                .with("log.cleaner.dedupe.buffer.size", "4194304")
                .with("controller.quorum.fetch.timeout.ms", "2000")
                .jvmOptions(List.of(
                        "-Xms64m",
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-XX:+UnlockDiagnosticVMOptions",
                        "-XX:-BytecodeVerificationRemote",
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=info"))
                .start();
        admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrap()));
    }

    @AfterAll
    static void stop() {
        if (admin != null) {
            admin.close();
        }
        cluster.close();
    }

    @BeforeEach
    void topic() {
        TestKafka.await(admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 3)))
                .all());
        awaitReplicas();
    }

    @AfterEach
    void heal() {
        sessions.forEach(Session::close);
        revive();
    }

    @Test
    void the_leader_of_a_partition_is_killed_and_nobody_notices() {
        Session session = connect(Map.of());
        reader = session.read(Reading.of(topic, group).alone()).request(1_000_000);
        Feed feed = new Feed(session.sink(topic), KEYS).awaitMore(50, this::settle);

        kill(leader(0));
        feed.awaitMore(50, this::settle);

        assertThat(feed.end()).as("answers in doubt").isEmpty();
        assertUndisturbed(session, feed);
    }

    @Test
    void the_coordinator_of_the_group_is_killed_and_nobody_notices() {
        Session session = connect(Map.of());
        reader = session.read(Reading.of(topic, group).alone()).request(1_000_000);
        Feed feed = new Feed(session.sink(topic), KEYS).awaitMore(50, this::settle);

        kill(coordinator());
        feed.awaitMore(50, this::settle);

        assertThat(feed.end()).as("answers in doubt").isEmpty();
        assertUndisturbed(session, feed);
    }

    @Test
    void with_two_of_three_down_events_are_in_doubt_the_source_waits_and_all_goes_on_when_they_are_back() {
        Session session = connect(Map.of());
        reader = session.read(Reading.of(topic, group).alone()).request(1_000_000);
        Session sending = connect(Map.of("delivery.timeout.ms", 3_000, "request.timeout.ms", 1_500));
        Feed feed = new Feed(sending.sink(topic), KEYS).awaitMore(20, this::settle);

        kill(leader(0));
        kill(dead.contains(1) ? 2 : 1);
        List<Confirmation> doubts = new ArrayList<>();
        Reader.until("doubts about each key", () -> {
            settle();
            doubts.clear();
            doubts.addAll(feed.others());
            return doubts.size() == KEYS;
        });
        assertThat(doubts).allMatch(Confirmation.Indeterminate.class::isInstance);
        assertThat(Settled.of(sending.connection().closed(), TestKafka.PATIENCE).failure())
                .isNotNull();
        assertThat(reader.failure()).isNull();

        revive();
        Sink again = connect(Map.of()).sink(topic);
        for (Map.Entry<String, Integer> each : feed.progress().entrySet()) {
            assertThat(Settled.value(
                            again.send(List.of(Feed.event(each.getKey(), each.getValue()))), TestKafka.PATIENCE))
                    .containsExactly(Confirmation.CONFIRMED);
        }
        Map<String, Integer> expected = new HashMap<>(feed.progress());
        expected.replaceAll((key, confirmed) -> confirmed + 1);
        Reader.until("all of them", () -> {
            settle();
            return numbers(true).entrySet().stream()
                    .allMatch(each -> each.getValue().size() == expected.get(each.getKey()));
        });
        assertInOrder(expected, true);
        assertThat(reader.failure()).isNull();
        Reader.until("no lag", () -> reader.lag() == 0);
    }

    private void assertUndisturbed(Session session, Feed feed) {
        Reader.until("all of them", () -> {
            settle();
            return reader.deliveries().size() >= feed.confirmed();
        });
        assertInOrder(feed.progress(), false);
        assertThat(reader.failure()).isNull();
        assertThat(reader.lost()).isEmpty();
        assertThat(session.connection().closed().isComplete()).isFalse();
        Reader.until("no lag", () -> reader.lag() == 0);
    }

    /** Each event, in the order of its key; one that was in doubt may be there twice, side by side. */
    private void assertInOrder(Map<String, Integer> expected, boolean twice) {
        Map<String, List<Integer>> numbers = numbers(twice);
        assertThat(numbers.keySet()).isEqualTo(expected.keySet());
        numbers.forEach((key, all) -> {
            assertThat(all).as(key).hasSize(expected.get(key));
            for (int i = 0; i < all.size(); i++) {
                assertThat(all.get(i)).as(key).isEqualTo(i);
            }
        });
    }

    private Map<String, List<Integer>> numbers(boolean twice) {
        Map<String, List<Integer>> numbers = new HashMap<>();
        for (Delivery delivery : reader.deliveries()) {
            String[] id = delivery.event().getId().split("-");
            List<Integer> of = numbers.computeIfAbsent(id[0], key -> new ArrayList<>());
            Integer number = Integer.valueOf(id[1]);
            if (!(twice && !of.isEmpty() && of.get(of.size() - 1).equals(number))) {
                of.add(number);
            }
        }
        return numbers;
    }

    private void settle() {
        List<Delivery> all = reader.deliveries();
        for (; settled < all.size(); settled++) {
            reader.settle(all.get(settled));
        }
    }

    private Session connect(Map<String, ?> more) {
        Map<String, Object> options = new HashMap<>(more);
        options.put("bootstrap.servers", cluster.bootstrap());
        options.put("unreachable-after", "1m");
        Session session = new Session(TestKafka.checked(options));
        sessions.add(session);
        return session;
    }

    private void kill(int node) {
        cluster.node(node).kill();
        dead.add(node);
    }

    private void revive() {
        cluster.start(dead.stream().mapToInt(Integer::intValue).toArray());
        dead.clear();
    }

    private int leader(int partition) {
        return TestKafka.await(admin.describeTopics(List.of(topic)).allTopicNames())
                .get(topic)
                .partitions()
                .get(partition)
                .leader()
                .id();
    }

    private int coordinator() {
        return TestKafka.await(admin.describeConsumerGroups(List.of(group)).all())
                .get(group)
                .coordinator()
                .id();
    }

    private void awaitReplicas() {
        Reader.until(
                "all replicas",
                () ->
                        TestKafka.await(admin.describeTopics(List.of(topic)).allTopicNames())
                                .get(topic)
                                .partitions()
                                .stream()
                                .allMatch(partition -> partition.isr().size() == 3));
    }
}
