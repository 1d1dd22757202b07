package io.sidetrack.broker.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidetrack.api.adapter.Confirmation;
import io.sidetrack.testkit.Settled;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What is refused, and what is made where it is missing. */
final class QueuesTest {
    private final TestBroker broker = TestBroker.classic();
    private final String name = UUID.randomUUID().toString();

    @Nested
    class Refused_is {

        @Test
        void a_stream() {
            String stream = new TestBroker(Map.of("x-queue-type", "stream")).createAddress(1);
            try (Session session = Session.of(broker)) {
                assertThat(session.refusal(stream, false)).hasMessageContaining("'" + stream + "' is a stream");
            }
        }

        @Test
        void a_queue_that_is_not_durable_unless_the_options_permit_it() {
            String queue = "transient-" + name;
            broker.onChannel(channel -> channel.queueDeclare(queue, false, false, false, Map.of()));
            try (Session session = Session.of(broker);
                    Session permitting = Session.of(TestBroker.classic().with("permit-transient", true))) {
                assertThat(session.refusal(queue, false))
                        .hasMessageContaining(queue)
                        .hasMessageContaining("permit-transient");
                assertThat(Settled.of(
                                        session.onContext(
                                                () -> session.connection().openSink(queue)),
                                        Session.PATIENCE)
                                .failure())
                        .hasMessageContaining("not durable");
                assertThat(permitting.send(permitting.sink(queue), Session.event("1")))
                        .containsExactly(Confirmation.CONFIRMED);
                assertThat(permitting.read(queue).take(1)).hasSize(1);
            }
        }

        @Test
        void a_quorum_queue_with_a_delivery_limit_unless_the_options_permit_it() {
            String queue = new TestBroker(Map.of("x-queue-type", "quorum", "x-delivery-limit", 5)).createAddress(1);
            try (Session session = Session.of(broker);
                    Session permitting = Session.of(TestBroker.classic().with("permit-delivery-limit", true))) {
                assertThat(session.refusal(queue, false))
                        .hasMessageContaining("gives a message up after 5 deliveries")
                        .hasMessageContaining("permit-delivery-limit");
                assertThat(permitting.read(queue).assigned()).isNotNull();
            }
        }

        @Test
        void a_source_of_an_exchange_without_a_queue() {
            try (Session session = Session.of(broker)) {
                assertThat(session.refusal("amq.topic/eu.#", false)).hasMessageContaining("'amq.topic/eu.# > QUEUE'");
            }
        }

        @Test
        void what_is_missing_by_its_name_with_the_option_that_would_make_it() {
            try (Session session = Session.of(broker)) {
                assertThat(session.refusal("no-" + name, false))
                        .hasMessageContaining("there is no queue 'no-" + name + "' in virtual host /")
                        .hasMessageContaining("brokers.main.options.declare to queues");
                assertThat(Settled.of(
                                        session.onContext(
                                                () -> session.connection().openSink("no-" + name + "/key")),
                                        Session.PATIENCE)
                                .failure())
                        .hasMessageContaining("there is no exchange 'no-" + name + "'")
                        .hasMessageContaining("queues-and-exchanges");
            }
        }
    }

    @Nested
    class Made_where_the_options_say_so_is {

        @Test
        void a_queue_with_its_binding_and_its_exchange() {
            String address = "made-x-" + name + "/eu.# > made-q-" + name;
            try (Session session = Session.of(TestBroker.classic()
                    .with("declare", "queues-and-exchanges")
                    .with("single-active-consumer", true))) {
                Received received = session.read(address);
                assertThat(session.send(session.sink("made-x-" + name + "/eu.new"), Session.event("1")))
                        .containsExactly(Confirmation.CONFIRMED);
                assertThat(received.take(1).get(0).event().getExtension("partitionkey"))
                        .isEqualTo("k");
            }
            assertThat(traits("made-q-" + name).type()).isEqualTo(QueueTraits.Type.QUORUM);
        }

        @Test
        void a_queue_as_the_options_describe_it_and_one_that_is_there_is_left_alone() {
            String made = "made-" + name;
            String there = broker.createAddress(1);
            try (Session session =
                    Session.of(TestBroker.classic().with("declare", "queues").with("single-active-consumer", true))) {
                session.sink(made);
                session.sink(there);
            }
            assertThat(traits(made)).isEqualTo(new QueueTraits(QueueTraits.Type.QUORUM, true, true, null));
            assertThat(traits(there)).isEqualTo(new QueueTraits(QueueTraits.Type.CLASSIC, true, false, null));
        }
    }

    @Test
    void a_queue_tells_what_it_is_whatever_else_it_was_declared_with() {
        String queue = new TestBroker(Map.of(
                        "x-queue-type",
                        "quorum",
                        "x-message-ttl",
                        100_000,
                        "x-max-length",
                        10L,
                        "x-overflow",
                        "reject-publish",
                        "x-dead-letter-exchange",
                        "amq.fanout",
                        "x-single-active-consumer",
                        true,
                        "x-delivery-limit",
                        7))
                .createAddress(1);

        assertThat(traits(queue)).isEqualTo(new QueueTraits(QueueTraits.Type.QUORUM, true, true, 7L));
        assertThat(broker.<Integer>onChannel(
                        channel -> channel.queueDeclarePassive(queue).getConsumerCount()))
                .isZero();
    }

    private QueueTraits traits(String queue) {
        return QueueTraits.ask(queue, broker::ask);
    }
}
