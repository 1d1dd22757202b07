package io.sidetrack.broker.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.adapter.Confirmation;
import io.sidetrack.api.adapter.Delivery;
import io.sidetrack.api.adapter.Sink;
import io.sidetrack.api.event.EventBuilder;
import io.sidetrack.broker.kafka.Session.Reading;
import io.sidetrack.testkit.Settled;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KafkaSinkTest {
    private static final TestKafka KAFKA = TestKafka.shared();

    private final List<Session> sessions = new ArrayList<>();

    @AfterEach
    void close() {
        sessions.forEach(Session::close);
    }

    @Test
    void an_event_that_is_too_large_is_rejected_and_those_around_it_are_confirmed() {
        Session session = connect(Map.of("max.request.size", "64KiB"));
        String topic = KAFKA.createAddress(1);

        List<Confirmation> answers =
                send(session.sink(topic), List.of(event("1", 10), event("2", 100_000), event("3", 10)));

        assertThat(answers.get(0)).isEqualTo(Confirmation.CONFIRMED);
        assertThat(answers.get(1))
                .isInstanceOfSatisfying(
                        Confirmation.Rejected.class,
                        rejected -> assertThat(rejected.reason()).contains("RecordTooLarge"));
        assertThat(answers.get(2)).isEqualTo(Confirmation.CONFIRMED);
    }

    @Test
    void an_event_that_the_topic_does_not_take_is_rejected_by_the_brokers_words() {
        Session session = connect(Map.of());
        String topic = KAFKA.createTopic(1, Map.of("max.message.bytes", "2000"));

        List<Confirmation> answers = send(session.sink(topic), List.of(event("1", 10), event("2", 5_000)));

        assertThat(answers.get(0)).isEqualTo(Confirmation.CONFIRMED);
        assertThat(answers.get(1)).isInstanceOf(Confirmation.Rejected.class);
    }

    @Test
    void an_event_without_a_key_is_rejected_by_a_compacted_topic() {
        Session session = connect(Map.of());
        String topic = KAFKA.createTopic(1, Map.of("cleanup.policy", "compact"));
        CloudEvent keyless = EventBuilder.event()
                .id("1")
                .source("/s")
                .type("t")
                .data("x", "text/plain")
                .build();

        assertThat(send(session.sink(topic), List.of(keyless)).get(0)).isInstanceOf(Confirmation.Rejected.class);
        assertThat(send(session.sink(topic), List.of(event("2", 10)))).containsExactly(Confirmation.CONFIRMED);
    }

    @Test
    void a_topic_that_is_missing_is_not_made_by_looking_for_it() {
        Session session = connect(Map.of());

        Throwable sink = session.failure(() -> session.connection().openSink("never-made"));
        Throwable source = session.failure(() ->
                session.connection().openSource(Reading.of("never-made", "g").request(), new Reader()));

        assertThat(sink).isInstanceOf(MissingTopicException.class).hasMessageContaining("'never-made'");
        assertThat(source).isInstanceOf(MissingTopicException.class).hasMessageContaining("'never-made'");
        assertThat(TestKafka.await(KAFKA.admin().listTopics().names())).doesNotContain("never-made");
    }

    @Test
    void a_topic_that_is_missing_is_made_as_the_options_say() {
        Session session = connect(Map.of("create-topics", true, "create-partitions", 3));

        assertThat(send(session.sink("made"), List.of(event("1", 10)))).containsExactly(Confirmation.CONFIRMED);

        assertThat(TestKafka.await(KAFKA.admin().describeTopics(List.of("made")).allTopicNames())
                        .get("made")
                        .partitions())
                .hasSize(3);
    }

    @Test
    void an_event_that_is_sent_on_stays_in_the_partition_of_its_bytes() {
        Session session = connect(Map.of());
        String from = KAFKA.createAddress(8);
        String to = KAFKA.createAddress(8);
        for (int i = 0; i < 64; i++) {
            KAFKA.put(new ProducerRecord<>(from, new byte[] {(byte) 0xff, (byte) (i * 7)}, new byte[] {1}));
        }
        Reader reader = session.read(Reading.of(from, "sent-on")).request(64);
        List<Delivery> all = reader.await(64);

        send(session.sink(to), all.stream().map(Delivery::event).toList());

        Reader arrived = session.read(Reading.of(to, "sent-on-arrived")).request(64);
        Map<String, String> partitions = new java.util.HashMap<>();
        all.forEach(
                each -> partitions.put(each.event().getId(), each.assignment().partition()));
        assertThat(arrived.await(64))
                .allSatisfy(each -> assertThat(each.assignment().partition())
                        .isEqualTo(partitions.get(each.event().getId())));
        assertThat(partitions.values().stream().distinct()).hasSizeGreaterThan(4);
    }

    @Test
    void a_short_interruption_is_healed_without_an_answer_in_doubt() {
        Session session = connect(Map.of("unreachable-after", "1m"));
        String topic = KAFKA.createAddress(1);
        Sink sink = session.sink(topic);
        assertThat(send(sink, List.of(event("before", 10)))).containsExactly(Confirmation.CONFIRMED);

        List<io.vertx.core.Future<List<Confirmation>>> answers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            answers.add(sink.send(List.of(event("e-" + i, 10))));
            if (i % 5 == 0) {
                KAFKA.proxy().reset();
            }
        }

        answers.forEach(answer ->
                assertThat(Settled.value(answer, TestKafka.PATIENCE)).containsExactly(Confirmation.CONFIRMED));
        assertThat(session.connection().closed().isComplete()).isFalse();
        Reader reader = session.read(Reading.of(topic, "healed")).request(100);
        assertThat(reader.await(21).stream().map(each -> each.event().getId()))
                .as("each once, in order")
                .containsExactly(java.util.stream.Stream.concat(
                                java.util.stream.Stream.of("before"),
                                java.util.stream.IntStream.range(0, 20).mapToObj(i -> "e-" + i))
                        .toArray(String[]::new));
    }

    @Test
    void an_outcome_that_nobody_knows_ends_the_connection() {
        Session session = connect(Map.of(
                "unreachable-after", "1m", "delivery.timeout.ms", 1_000, "request.timeout.ms", 500, "linger.ms", 0));
        Sink sink = session.sink(KAFKA.createAddress(1));
        send(sink, List.of(event("before", 10)));

        KAFKA.proxy().halfOpen();
        try {
            assertThat(send(sink, List.of(event("1", 10), event("2", 10))))
                    .allMatch(Confirmation.Indeterminate.class::isInstance);
            assertThat(Settled.of(session.connection().closed(), TestKafka.PATIENCE)
                            .failure())
                    .isNotNull();
            assertThat(send(sink, List.of(event("3", 10)))).allMatch(Confirmation.Indeterminate.class::isInstance);
        } finally {
            KAFKA.proxy().heal();
        }
    }

    private Session connect(Map<String, ?> options) {
        Session session = new Session(KAFKA.options(options));
        sessions.add(session);
        return session;
    }

    private static List<Confirmation> send(Sink sink, List<CloudEvent> events) {
        return Settled.value(sink.send(events), TestKafka.PATIENCE);
    }

    private static CloudEvent event(String id, int size) {
        return EventBuilder.event()
                .id(id)
                .source("/s")
                .type("t")
                .partitionKey("k")
                .data("x".repeat(size), "text/plain")
                .build();
    }
}
