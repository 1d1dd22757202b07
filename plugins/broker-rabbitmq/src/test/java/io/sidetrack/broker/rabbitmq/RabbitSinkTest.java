package io.sidetrack.broker.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.adapter.Confirmation;
import io.sidetrack.api.adapter.Confirmation.Indeterminate;
import io.sidetrack.api.adapter.Confirmation.Rejected;
import io.sidetrack.api.adapter.Sink;
import io.sidetrack.api.event.EventBuilder;
import io.sidetrack.testkit.Settled;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class RabbitSinkTest {
    private final TestBroker broker = TestBroker.classic();
    private final String exchange = "x-" + UUID.randomUUID();

    @Test
    void what_no_queue_takes_is_rejected_with_exchange_and_routing_key_and_the_rest_confirmed() {
        broker.onChannel(channel -> channel.exchangeDeclare(exchange, "topic", true));
        try (Session session = Session.of(broker)) {
            String queue = broker.createAddress(1);
            List<Confirmation> lost = session.send(session.sink(exchange + "/eu.new"), Session.events(0, 3));
            assertThat(lost)
                    .hasSize(3)
                    .allSatisfy(answer -> assertThat(((Rejected) answer).reason())
                            .contains("NO_ROUTE")
                            .contains("exchange '" + exchange + "' with routing key 'eu.new'"));

            broker.onChannel(channel -> channel.queueBind(queue, exchange, "eu.#"));
            assertThat(session.send(session.sink(exchange + "/eu.new"), Session.events(0, 3)))
                    .containsOnly(Confirmation.CONFIRMED);
            assertThat(session.read(queue).take(3)).hasSize(3);
        }
    }

    @Test
    void a_queue_that_was_deleted_after_the_sink_was_opened_rejects_by_its_name() {
        try (Session session = Session.of(broker)) {
            String queue = broker.createAddress(1);
            Sink sink = session.sink(queue);
            assertThat(session.send(sink, Session.event("1"))).containsExactly(Confirmation.CONFIRMED);

            broker.onChannel(channel -> channel.queueDelete(queue));

            assertThat(session.send(sink, Session.event("2")).get(0))
                    .isInstanceOfSatisfying(
                            Rejected.class,
                            answer -> assertThat(answer.reason()).contains("queue '" + queue + "'"));
        }
    }

    @Test
    void what_the_broker_does_not_take_for_now_is_indeterminate() {
        TestBroker small =
                new TestBroker(Map.of("x-queue-type", "classic", "x-max-length", 2, "x-overflow", "reject-publish"));
        try (Session session = Session.of(small)) {
            Sink sink = session.sink(small.createAddress(1));
            List<Confirmation> answers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                answers.addAll(session.send(sink, Session.event("e-" + i)));
            }
            assertThat(answers.subList(0, 2)).containsOnly(Confirmation.CONFIRMED);
            assertThat(answers.get(3))
                    .isInstanceOfSatisfying(
                            Indeterminate.class,
                            answer -> assertThat(answer.reason()).contains("nack"));
        }
    }

    @Test
    void an_exchange_that_goes_leaves_indeterminate_and_the_sink_goes_on_when_it_is_back() {
        broker.onChannel(channel -> channel.exchangeDeclare(exchange, "fanout", true));
        String queue = broker.createAddress(1);
        broker.onChannel(channel -> channel.queueBind(queue, exchange, ""));
        try (Session session = Session.of(broker)) {
            Sink sink = session.sink(exchange + "/");
            assertThat(session.send(sink, Session.event("1"))).containsExactly(Confirmation.CONFIRMED);

            broker.onChannel(channel -> channel.exchangeDelete(exchange));
            assertThat(session.send(sink, Session.event("2")).get(0))
                    .isInstanceOfSatisfying(
                            Indeterminate.class,
                            answer -> assertThat(answer.reason())
                                    .contains(exchange)
                                    .contains("NOT_FOUND"));

            broker.onChannel(channel -> channel.exchangeDeclare(exchange, "fanout", true));
            broker.onChannel(channel -> channel.queueBind(queue, exchange, ""));
            assertThat(session.send(sink, Session.event("3"))).containsExactly(Confirmation.CONFIRMED);
        }
    }

    @Nested
    class What_is_too_large {

        @Test
        void for_the_option_is_rejected_and_its_neighbours_confirmed() {
            try (Session session = Session.of(TestBroker.classic().with("max-message-size", "1KiB"))) {
                Sink sink = session.sink(broker.createAddress(1));

                List<Confirmation> answers = session.send(sink, Session.event("1"), large(2_000), Session.event("2"));

                assertThat(answers.get(0)).isEqualTo(Confirmation.CONFIRMED);
                assertThat(((Rejected) answers.get(1)).reason())
                        .contains("2000 bytes")
                        .contains("max-message-size");
                assertThat(answers.get(2)).isEqualTo(Confirmation.CONFIRMED);
            }
        }

        @Test
        void for_the_broker_is_rejected_and_what_was_under_way_with_it_is_sent_again_with_success() {
            broker.server().eval("application:set_env(rabbit, max_message_size, 1000).");
            try (Session session = Session.of(broker)) {
                Sink sink = session.sink(broker.createAddress(1));

                List<Confirmation> answers = session.send(sink, large(2_000), Session.event("2"));

                assertThat(answers.get(0))
                        .isInstanceOfSatisfying(
                                Rejected.class,
                                answer -> assertThat(answer.reason()).contains("2000"));
                assertThat(answers.get(1)).isInstanceOf(Indeterminate.class);
                assertThat(session.send(sink, Session.event("2"))).containsExactly(Confirmation.CONFIRMED);
            } finally {
                broker.server().eval("application:set_env(rabbit, max_message_size, 134217728).");
            }
        }

        @Test
        void for_the_headers_of_amqp_is_rejected_and_its_neighbours_confirmed() {
            try (Session session = Session.of(broker)) {
                Sink sink = session.sink(broker.createAddress(1));
                CloudEvent headers = EventBuilder.from(Session.event("1"))
                        .subject("s".repeat(200_000))
                        .build();
                CloudEvent name = EventBuilder.from(Session.event("1"))
                        .extension("x".repeat(250), "y")
                        .build();

                List<Confirmation> answers =
                        session.send(sink, Session.event("1"), headers, Session.event("2"), name, Session.event("3"));

                assertThat(answers.get(1)).isInstanceOf(Rejected.class);
                assertThat(answers.get(3)).isInstanceOf(Rejected.class);
                assertThat(List.of(answers.get(0), answers.get(2), answers.get(4)))
                        .containsOnly(Confirmation.CONFIRMED);
            }
        }

        private CloudEvent large(int bytes) {
            return EventBuilder.from(Session.event("large"))
                    .data(new byte[bytes])
                    .build();
        }
    }

    @Test
    void a_broker_short_of_memory_takes_nothing_and_everything_once_it_has_some_while_sources_go_on() {
        String in = broker.createAddress(1);
        String out = broker.createAddress(1);
        try (Session session = Session.of(broker)) {
            Sink sink = session.sink(out);
            session.send(session.sink(in), Session.events(0, 5));
            Received received = session.read(in);
            received.take(2);
            broker.server().raiseMemoryAlarm();
            Future<List<Confirmation>> answer;
            try {
                answer = sink.send(List.of(Session.events(0, 100)));
                received.take(3);
                received.await(5).forEach(received::settle);
                assertThat(session.<Long>await(received.source::lag))
                        .as("the reading connection answers")
                        .isZero();
                assertThat(answer.isComplete()).as("answered during the alarm").isFalse();
            } finally {
                broker.server().clearMemoryAlarm();
            }
            assertThat(Settled.value(answer, Session.PATIENCE)).hasSize(100).containsOnly(Confirmation.CONFIRMED);
            assertThat(session.send(sink, Session.event("after"))).containsExactly(Confirmation.CONFIRMED);
        }
    }

    @Test
    void a_connection_closes_in_time_while_the_broker_is_short_of_memory() {
        Session session = Session.of(broker);
        Sink sink = session.sink(broker.createAddress(1));
        session.send(sink, Session.event("1"));
        broker.server().raiseMemoryAlarm();
        try {
            Future<List<Confirmation>> answer = sink.send(List.of(Session.events(0, 10)));
            session.close();
            assertThat(answer.isComplete()).isTrue();
            assertThat(answer.result()).hasSize(10).allMatch(Indeterminate.class::isInstance);
        } finally {
            broker.server().clearMemoryAlarm();
        }
    }
}
