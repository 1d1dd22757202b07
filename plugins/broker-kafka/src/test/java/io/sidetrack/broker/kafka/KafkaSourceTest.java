package io.sidetrack.broker.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidetrack.api.adapter.Assignment;
import io.sidetrack.api.adapter.CompetingConsumerException;
import io.sidetrack.api.adapter.Delivery;
import io.sidetrack.broker.kafka.Session.Reading;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class KafkaSourceTest {
    private static final TestKafka KAFKA = TestKafka.shared();
    private static final AtomicInteger GROUPS = new AtomicInteger();

    private final String group = "group-" + GROUPS.incrementAndGet();
    private final List<Session> sessions = new ArrayList<>();

    @AfterEach
    void close() {
        sessions.forEach(Session::close);
    }

    @Nested
    class A_rebalance {

        @Test
        void in_the_middle_of_work_gives_the_rest_to_the_other_member_and_nothing_that_was_settled() {
            String topic = topic(4, 400);
            Reader reader = connect().read(reading(topic)).request(400);
            List<Delivery> all = reader.await(400);
            Map<String, Long> settled = new TreeMap<>();
            for (Delivery delivery : all) {
                if (delivery.position() < 40) {
                    reader.settle(delivery);
                    settled.merge(delivery.assignment().partition(), delivery.position(), Math::max);
                }
            }
            try (Consumer<byte[], byte[]> other = member()) {
                other.subscribe(List.of(topic));

                Map<String, Long> firstOfOther = new TreeMap<>();
                Reader.until("records of two partitions", () -> {
                    other.poll(Duration.ofMillis(100))
                            .forEach(record -> firstOfOther.putIfAbsent("" + record.partition(), record.offset()));
                    return firstOfOther.size() == 2;
                });
                Set<String> kept = reader.awaitPartitions(2);
                assertThat(kept).doesNotContainAnyElementsOf(firstOfOther.keySet());
                firstOfOther.forEach((partition, first) -> assertThat(first).isEqualTo(settled.get(partition) + 1));
                // Later settlements of what has gone are dropped, and what stayed goes on without coming again.
                all.forEach(reader::settle);
            }
            reader.awaitPartitions(4);
            reader.close();
            Map<String, Long> progress = progress(topic);
            assertThat(all.stream()
                            .map(delivery -> delivery.assignment().partition())
                            .distinct())
                    .hasSize(4);
            assertThat(progress.values().stream().filter(each -> each == 40)).hasSize(2);
        }

        @Test
        void waits_for_work_under_way_until_its_deadline_and_then_hands_over_what_is_settled() {
            String topic = topic(2, 20);
            Reader reader = connect(Map.of("hand-over", "500ms"))
                    .read(new Reader().holding(), reading(topic))
                    .request(20);
            List<Delivery> all = reader.await(20);

            try (Consumer<byte[], byte[]> other = member()) {
                other.subscribe(List.of(topic));
                List<Long> arrived = new ArrayList<>();
                Reader.until("records of the partition that was handed over", () -> {
                    other.poll(Duration.ofMillis(100)).forEach(record -> arrived.add(record.offset()));
                    return arrived.size() == 10;
                });
                assertThat(arrived).isSorted().first().isEqualTo(0L);
                Assignment gone = reader.awaitRevoked().get(0);
                all.stream()
                        .filter(delivery -> delivery.assignment().equals(gone))
                        .forEach(reader::settle);
            }
            reader.letGo();
            reader.awaitPartitions(2);
            reader.close();
            assertThat(progress(topic).values()).containsOnly(0L);
        }

        @Test
        void without_a_hand_over_loses_the_partitions_and_settles_nothing_of_them() throws Exception {
            String topic = topic(1, 10);
            Reader reader = connect(Map.of("unreachable-after", "1m", "hand-over", "1s"))
                    .read(reading(topic))
                    .request(10);
            List<Delivery> all = reader.await(10);

            KAFKA.proxy().refuse();
            KAFKA.proxy().cut();
            try {
                awaitNoMembers();
            } finally {
                KAFKA.proxy().heal();
            }

            reader.awaitLost();
            all.forEach(reader::settle);
            reader.request(10);
            List<Delivery> again = reader.await(20).subList(10, 20);
            assertThat(again.get(0).assignment().epoch())
                    .isGreaterThan(all.get(0).assignment().epoch());
            assertThat(reader.failure()).as("healed by itself").isNull();
            reader.close();
            assertThat(progress(topic).values()).containsOnly(0L);
        }

        @Test
        void gives_added_partitions_from_their_first_record_on() {
            String topic = topic(1, 3);
            Reader reader = connect(Map.of("metadata.max.age.ms", 1_000))
                    .read(reading(topic))
                    .request(10);
            reader.await(3);

            TestKafka.await(KAFKA.admin()
                    .createPartitions(Map.of(topic, NewPartitions.increaseTo(2)))
                    .all());
            KAFKA.put(new ProducerRecord<>(topic, 1, utf8("k"), utf8("added")));

            Delivery added = reader.await(4).get(3);
            assertThat(added.assignment().partition()).isEqualTo("1");
            assertThat(added.position()).isZero();
        }
    }

    @Nested
    class A_named_member {

        @Test
        void that_comes_back_has_its_partitions_at_once_and_fences_the_one_it_was() {
            String topic = topic(2, 4);
            Reader before = connect().read(reading(topic)).request(4);
            before.await(4);
            long began = System.nanoTime();

            Reader after = connect().read(reading(topic)).request(4);

            assertThat(after.await(4)).hasSize(4);
            assertThat(System.nanoTime() - began)
                    .as("without waiting for the session of %s s to run out", 6)
                    .isLessThan(Duration.ofSeconds(6).toNanos());
            assertThat(before.awaitFailed()).hasMessageContaining("kernel." + group.replace("-", "-"));
            before.awaitLost();
        }

        @Test
        void leaves_the_group_when_it_is_closed() {
            String topic = topic(1, 1);
            Reader reader = connect().read(reading(topic)).request(1);
            reader.await(1);

            reader.close();

            assertThat(members()).isZero();
        }

        @Test
        void stays_when_it_is_closed_for_now_and_goes_on_where_it_was() {
            String topic = topic(1, 2);
            Reader before = connect().read(reading(topic)).request(1);
            before.settle(before.await(1).get(0));

            before.closeForNow();

            assertThat(members()).isOne();
            Reader after = connect().read(reading(topic)).request(2);
            assertThat(after.await(1).get(0).position()).isOne();
            after.close();
            assertThat(members()).isZero();
        }
    }

    @Nested
    class A_reader_that_is_closed_for_now {

        @Test
        void goes_on_as_the_same_member_behind_what_is_settled_when_its_connection_opens_it_again() {
            String topic = topic(2, 4);
            Session session = connect();
            Reader before = session.read(reading(topic)).request(4);
            List<Delivery> all = before.await(4);
            Delivery done = first(all, "0");
            before.settle(done);
            String member = memberId();

            before.closeForNow();
            Reader after = session.read(reading(topic)).request(4);

            List<Delivery> again = after.await(3);
            assertThat(again)
                    .extracting(each -> each.assignment().partition() + ":" + each.position())
                    .containsExactlyInAnyOrder("0:1", "1:0", "1:1");
            assertThat(again)
                    .allSatisfy(each -> assertThat(each.assignment().epoch())
                            .isGreaterThan(all.stream()
                                    .mapToLong(one -> one.assignment().epoch())
                                    .max()
                                    .orElseThrow()));
            assertThat(memberId()).isEqualTo(member);
            again.forEach(after::settle);
            after.close();
            assertThat(progress(topic).values()).containsOnly(2L);
            assertThat(members()).isZero();
        }

        @Test
        void takes_part_in_rebalances_when_it_goes_on() {
            String topic = topic(2, 20);
            Session session = connect();
            Reader before = session.read(reading(topic)).request(20);
            before.await(20);
            before.closeForNow();
            Reader after = session.read(reading(topic)).request(20);
            after.await(20).forEach(after::settle);

            try (Consumer<byte[], byte[]> other = member()) {
                other.subscribe(List.of(topic));
                Reader.until("a partition for the other", () -> {
                    other.poll(Duration.ofMillis(100));
                    return other.assignment().size() == 1;
                });
                after.awaitPartitions(1);
            }

            after.awaitPartitions(2);
            after.close();
            assertThat(progress(topic).values()).containsOnly(10L);
        }

        @Test
        void shares_with_a_member_that_came_meanwhile_once_it_goes_on_and_neither_misses_anything() {
            String topic = topic(2, 20);
            Session session = connect();
            Reader before = session.read(reading(topic)).request(20);
            before.await(20).stream().filter(each -> each.position() < 4).forEach(before::settle);
            before.closeForNow();

            try (Consumer<byte[], byte[]> other = member()) {
                other.subscribe(List.of(topic));
                List<Long> arrived = new ArrayList<>();
                Reader.until("the group to wait for the one that is kept", () -> {
                    other.poll(Duration.ofMillis(100)).forEach(record -> arrived.add(record.offset()));
                    return groupState() == GroupState.PREPARING_REBALANCE;
                });
                assertThat(arrived).isEmpty();

                Reader after = session.read(reading(topic)).request(20);
                Reader.until("what is not settled of one partition", () -> {
                    other.poll(Duration.ofMillis(100)).forEach(record -> arrived.add(record.offset()));
                    return arrived.size() == 6;
                });

                assertThat(arrived).isSorted().first().isEqualTo(4L);
                Set<String> kept = after.awaitPartitions(1);
                Reader.until(
                        "what is not settled of the other",
                        () -> positions(after, kept.iterator().next()).equals(List.of(4L, 5L, 6L, 7L, 8L, 9L)));
                after.close();
            }
        }

        private List<Long> positions(Reader reader, String partition) {
            return reader.await(0).stream()
                    .filter(each -> each.assignment().partition().equals(partition))
                    .map(Delivery::position)
                    .toList();
        }

        @Test
        void leaves_the_group_when_nobody_opens_it_in_time() {
            String topic = topic(1, 1);
            Vertx vertx = Vertx.vertx();
            BlockingCalls blocking = new BlockingCalls("test");
            try {
                Consumer<byte[], byte[]> left = member();
                left.subscribe(List.of(topic));
                Reader.until("a partition", () -> {
                    left.poll(Duration.ofMillis(100));
                    return !left.assignment().isEmpty();
                });
                Context context = vertx.getOrCreateContext();

                context.runOnContext(
                        here -> new KeptConsumers(context, blocking, Duration.ofMillis(50)).keep("member", left));

                awaitNoMembers();
            } finally {
                blocking.close();
                vertx.close();
            }
        }

        private Delivery first(List<Delivery> all, String partition) {
            return all.stream()
                    .filter(each -> each.assignment().partition().equals(partition))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Nested
    class A_reader_that_must_be_alone {

        @Test
        void is_refused_by_the_name_of_a_member_that_is_not_ours_and_leaves_it_in_peace() {
            String topic = topic(2, 4);
            try (Consumer<byte[], byte[]> other = member()) {
                other.subscribe(List.of(topic));
                Reader.until(
                        "the other to read",
                        () -> !other.poll(Duration.ofMillis(100)).isEmpty());
                Session session = connect();

                Throwable refusal = session.failure(() ->
                        session.connection().openSource(reading(topic).alone().request(), new Reader()));

                assertThat(refusal)
                        .isInstanceOf(CompetingConsumerException.class)
                        .hasMessageContainingAll(group, topic, "consumer-" + group);
                assertThat(other.assignment()).hasSize(2);
                assertThat(members()).isEqualTo(1);
            }
        }

        @Test
        void gives_back_what_it_has_and_what_it_settled_when_another_comes() {
            String topic = topic(2, 10);
            Reader alone = connect().read(reading(topic).alone()).request(10);
            List<Delivery> all = alone.await(10);
            all.forEach(alone::settle);

            try (Consumer<byte[], byte[]> other = member()) {
                other.subscribe(List.of(topic));
                Reader.until("the other to have both", () -> {
                    assertThat(other.poll(Duration.ofMillis(100))).isEmpty();
                    return other.assignment().size() == 2;
                });
            }
            assertThat(alone.awaitFailed()).isInstanceOf(CompetingConsumerException.class);
        }
    }

    @Nested
    class Gaps {

        @Test
        void of_compaction_neither_stall_the_progress_nor_count_as_lag() {
            String topic = KAFKA.createTopic(
                    1,
                    Map.of(
                            "cleanup.policy", "compact",
                            "segment.ms", "1",
                            "min.cleanable.dirty.ratio", "0.001",
                            "delete.retention.ms", "0"));
            for (int i = 0; i < 50; i++) {
                KAFKA.put(topic, utf8("same"), utf8("v" + i));
            }
            KAFKA.put(topic, utf8("gone"), null);
            long end = KAFKA.put(new ProducerRecord<>(topic, utf8("last"), utf8("x"))) + 1;
            Reader.until("compaction", () -> count(topic) < 40);

            Reader reader = connect().read(reading(topic)).request(100);
            Reader.until(
                    "the last",
                    () -> reader.deliveries().stream().anyMatch(delivery -> delivery.position() == end - 1));
            List<Delivery> all = reader.deliveries();
            assertThat(all.stream().map(Delivery::position)).isSorted();
            assertThat(all.size()).isLessThan((int) end);
            all.forEach(reader::settle);

            Reader.until("no lag", () -> reader.lag() == 0);
            reader.close();
            assertThat(progress(topic)).isEqualTo(Map.of("0", end));
        }

        @Test
        void of_transactions_are_passed_aborted_events_are_not_delivered_and_lag_ends_at_zero() {
            String topic = topic(1, 1);
            try (Producer<byte[], byte[]> transactions = transactional()) {
                transactions.initTransactions();
                for (boolean commit : new boolean[] {true, false, true, false}) {
                    transactions.beginTransaction();
                    for (int i = 0; i < 3; i++) {
                        transactions.send(new ProducerRecord<>(topic, utf8("k"), utf8(commit ? "good" : "bad")));
                    }
                    transactions.flush(); // else an abort drops what has not left
                    if (commit) {
                        transactions.commitTransaction();
                    } else {
                        transactions.abortTransaction();
                    }
                }
            }

            Reader reader = connect().read(reading(topic)).request(100);
            List<Delivery> all = reader.await(7);
            assertThat(all.stream()
                            .skip(1)
                            .map(delivery ->
                                    new String(delivery.event().getData().toBytes(), StandardCharsets.UTF_8)))
                    .containsOnly("good");
            all.forEach(reader::settle);

            Reader.until("no lag", () -> reader.lag() == 0);
            assertThat(reader.deliveries()).hasSize(7);
            reader.close();
            assertThat(progress(topic)).isEqualTo(Map.of("0", 17L)); // 13 records and 4 markers
        }

        @Test
        void that_retention_made_are_passed() {
            String topic = topic(1, 10);
            Reader reader = connect().read(reading(topic)).request(2);
            reader.settle(reader.await(2).get(1));
            reader.close();
            KAFKA.trim(topic, "0", 6);

            Reader again = connect().read(reading(topic)).request(10);

            assertThat(again.await(4).stream().map(Delivery::position)).containsExactly(6L, 7L, 8L, 9L);
        }
    }

    @Test
    void a_topic_that_is_deleted_fails_its_source_by_name() {
        String topic = topic(1, 1);
        Reader reader = connect(Map.of("metadata.max.age.ms", 1_000))
                .read(reading(topic))
                .request(10);
        reader.await(1);

        TestKafka.await(KAFKA.admin().deleteTopics(List.of(topic)).all());

        assertThat(reader.awaitFailed()).hasMessageContaining("'" + topic + "'");
    }

    @Test
    void progress_beyond_the_end_is_not_guessed_at() {
        String topic = topic(1, 3);
        TestKafka.await(KAFKA.admin()
                .alterConsumerGroupOffsets(
                        group,
                        Map.of(
                                new TopicPartition(topic, 0),
                                new org.apache.kafka.clients.consumer.OffsetAndMetadata(1_000)))
                .all());

        Reader reader = connect().read(reading(topic)).request(10);

        assertThat(reader.awaitFailed()).hasMessageContainingAll("1000", topic, "rewind");
    }

    @Test
    void a_slow_receiver_stays_a_member_and_gets_no_more_than_it_asked_for() {
        String topic = topic(1, 5_000);
        Reader reader = connect().read(reading(topic)).request(1);
        reader.await(1);
        String member = memberId();

        try (Consumer<byte[], byte[]> other = member()) {
            other.subscribe(List.of(topic));
            Reader.until("two members", () -> {
                other.poll(Duration.ofMillis(100));
                return members() == 2;
            });
        }
        Reader.until("one member", () -> members() == 1);

        assertThat(memberId()).isEqualTo(member);
        assertThat(reader.deliveries()).hasSize(1);
        reader.request(4_999);
        assertThat(reader.await(5_000).get(4_999).position()).isEqualTo(4_999);
    }

    private Session connect() {
        return connect(Map.of());
    }

    private Session connect(Map<String, ?> options) {
        Session session = new Session(KAFKA.options(options));
        sessions.add(session);
        return session;
    }

    private Reading reading(String topic) {
        return Reading.of(topic, group);
    }

    /** A topic with so many records in each partition in turn. */
    private static String topic(int partitions, int records) {
        String topic = KAFKA.createAddress(partitions);
        KAFKA.fill(topic, partitions, records);
        return topic;
    }

    private Map<String, Long> progress(String topic) {
        Session session = connect();
        return session.value(() -> session.connection().progress(topic, group));
    }

    private int members() {
        try {
            return TestKafka.await(
                            KAFKA.admin().describeConsumerGroups(List.of(group)).all())
                    .get(group)
                    .members()
                    .size();
        } catch (AssertionError none) {
            return 0;
        }
    }

    private GroupState groupState() {
        return TestKafka.await(
                        KAFKA.admin().describeConsumerGroups(List.of(group)).all())
                .get(group)
                .groupState();
    }

    private String memberId() {
        return TestKafka.await(
                        KAFKA.admin().describeConsumerGroups(List.of(group)).all())
                .get(group)
                .members()
                .iterator()
                .next()
                .consumerId();
    }

    private void awaitNoMembers() {
        Reader.until("the session to run out", () -> members() == 0);
    }

    private static long count(String topic) {
        try (Consumer<byte[], byte[]> all = consumer(null)) {
            TopicPartition partition = new TopicPartition(topic, 0);
            all.assign(List.of(partition));
            all.seekToBeginning(List.of(partition));
            long end = all.endOffsets(List.of(partition)).get(partition);
            long count = 0;
            while (all.position(partition) < end) {
                count += all.poll(Duration.ofMillis(100)).count();
            }
            return count;
        }
    }

    /** A member of the group that is not ours. */
    private Consumer<byte[], byte[]> member() {
        return consumer(group);
    }

    private static Consumer<byte[], byte[]> consumer(String group) {
        Map<String, Object> config = new java.util.HashMap<>(Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                KAFKA.server().bootstrap(),
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
                300,
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                CooperativeStickyAssignor.class.getName()));
        if (group != null) {
            config.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        }
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static Producer<byte[], byte[]> transactional() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", KAFKA.server().bootstrap(), "transactional.id", "tx-" + GROUPS.get()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
