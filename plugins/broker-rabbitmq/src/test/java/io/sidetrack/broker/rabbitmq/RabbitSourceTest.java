package io.sidetrack.broker.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import io.sidetrack.api.adapter.CompetingConsumerException;
import io.sidetrack.api.adapter.Delivery;
import io.sidetrack.testkit.server.FaultProxy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class RabbitSourceTest {
    private final TestBroker broker = TestBroker.classic();

    @Test
    void a_queue_that_is_deleted_breaks_the_source_and_says_so() {
        String queue = broker.createAddress(1);
        try (Session session = Session.of(broker)) {
            Received received = session.read(queue);

            broker.onChannel(channel -> channel.queueDelete(queue));

            assertThat(received.awaitFailure())
                    .hasMessageContaining("cancelled")
                    .hasMessageContaining(queue);
            assertThat(received.lost()).isEqualTo(received.assigned());
            assertThat(session.connection().closed().isComplete())
                    .as("the connection lives")
                    .isFalse();
        }
    }

    @Test
    void a_delivery_that_stays_unsettled_for_longer_than_the_broker_permits_breaks_the_source_and_comes_again() {
        String queue = broker.createAddress(1);
        broker.server()
                .eval("application:set_env(rabbit, consumer_timeout, 100),"
                        + " application:set_env(rabbit, channel_tick_interval, 100).");
        try (Session session = Session.of(broker)) {
            session.send(session.sink(queue), Session.event("1"));
            Received received = session.read(queue);
            Delivery late = received.take(1).get(0);

            assertThat(received.awaitFailure()).hasMessageContaining("delivery acknowledgement");
            received.settle(late); // of an epoch that is over: must not reach the next channel

            broker.server()
                    .eval("application:set_env(rabbit, consumer_timeout, 1800000),"
                            + " application:set_env(rabbit, channel_tick_interval, 60000).");
            Received again = session.read(queue);
            Delivery delivery = again.take(1).get(0);
            assertThat(delivery.event().getId()).isEqualTo("1");
            assertThat(delivery.redelivered()).isTrue();
            assertThat(delivery.assignment().epoch())
                    .isGreaterThan(late.assignment().epoch());
        }
    }

    @Test
    void what_is_settled_behind_an_unsettled_delivery_is_acknowledged_before_long() {
        String queue = broker.createAddress(1);
        try (Session session = Session.of(broker.with("prefetch", 10))) {
            session.send(session.sink(queue), Session.events(0, 30));
            Received received = session.read(queue);
            received.source.request(30);
            for (int i = 1; i < 10; i++) {
                received.settle(received.await(i + 1).get(i));
            }

            assertThat(received.await(19))
                    .as("what the prefetch permits beside the unsettled one")
                    .hasSize(19);
            received.settle(received.await(19).get(0));
            received.await(19).forEach(received::settle);
            assertThat(received.ids(29)).doesNotHaveDuplicates();
        }
    }

    @Test
    void no_more_than_the_prefetch_is_with_us() {
        String queue = broker.createAddress(1);
        try (Session session = Session.of(broker.with("prefetch", 4))) {
            session.send(session.sink(queue), Session.events(0, 10));
            Received received = session.read(queue);

            received.take(2);

            assertThat(session.<Long>await(received.source::lag)).isEqualTo(10);
            assertThat(broker.<Long>onChannel(channel -> channel.messageCount(queue)))
                    .as("still in the queue")
                    .isEqualTo(6);
            received.source.request(8);
            assertThat(received.ids(4)).containsExactly("e-0", "e-1", "e-2", "e-3");
        }
    }

    @Test
    void a_connection_on_which_nothing_passes_any_more_is_given_up_after_its_heartbeats() {
        String queue = broker.createAddress(1);
        try (FaultProxy proxy = FaultProxy.listen()
                        .target(broker.server().host(), broker.server().port());
                Session session = Session.of(TestBroker.classic()
                        .with("hosts", "127.0.0.1:" + proxy.port())
                        .with("heartbeat", "1s"))) {
            Received received = session.read(queue);

            proxy.halfOpen();

            assertThat(received.awaitFailure()).hasMessageContaining("silent");
            assertThat(received.lost()).isEqualTo(received.assigned());
        }
    }

    @Test
    void a_message_without_an_id_is_another_event_each_time_it_comes() {
        String queue = broker.createAddress(1);
        broker.put(queue, new AMQP.BasicProperties(), "plain".getBytes(StandardCharsets.UTF_8));
        try (Session session = Session.of(broker)) {
            Received first = session.read(queue);
            String id = first.take(1).get(0).event().getId();
            session.done(first.source::close);

            Delivery again = session.read(queue).take(1).get(0);

            assertThat(again.redelivered()).isTrue();
            assertThat(again.event().getId()).isNotEqualTo(id);
        }
    }

    @Nested
    class An_exclusive_source {

        @Test
        void is_refused_beside_a_foreign_consumer_without_disturbing_it_and_opens_when_that_has_gone()
                throws Exception {
            for (TestBroker each : List.of(TestBroker.classic(), TestBroker.quorum())) {
                String queue = each.createAddress(1);
                try (Session session = Session.of(each)) {
                    Connection foreign = each.connect();
                    Channel channel = foreign.createChannel();
                    channel.basicConsume(queue, false, new DefaultConsumer(channel));

                    assertThat(session.refusal(queue, true))
                            .isInstanceOf(CompetingConsumerException.class)
                            .hasMessageContaining(queue)
                            .hasMessageContaining("1 consumer beside subscription subscription");
                    assertThat(channel.isOpen()).isTrue();

                    foreign.close();
                    assertThat(session.read(queue, true).assigned()).isNotNull();
                }
            }
        }

        @Test
        void reads_a_queue_with_a_single_active_consumer() {
            for (String type : List.of("classic", "quorum")) {
                TestBroker single = new TestBroker(Map.of("x-queue-type", type, "x-single-active-consumer", true));
                String queue = single.createAddress(1);
                try (Session session = Session.of(single)) {
                    session.send(session.sink(queue), Session.event("1"));
                    assertThat(session.read(queue, true).take(1)).as(type).hasSize(1);
                    assertThat(session.refusal(queue, true)).as(type).isInstanceOf(CompetingConsumerException.class);
                }
            }
        }
    }

    @Test
    void of_two_sources_on_a_queue_with_a_single_active_consumer_the_second_follows_the_first_in_order() {
        for (String type : List.of("classic", "quorum")) {
            TestBroker single = new TestBroker(Map.of("x-queue-type", type, "x-single-active-consumer", true));
            String queue = single.createAddress(1);
            try (Session one = Session.of(single);
                    Session two = Session.of(single)) {
                Received first = one.read(queue);
                Received second = two.read(queue);
                second.source.request(100);
                one.send(one.sink(queue), Session.events(0, 20));
                first.take(20).subList(0, 5).forEach(first::settle);

                one.done(first.source::close);

                assertThat(second.ids(15)).as(type).isEqualTo(first.ids(20).subList(5, 20));
            }
        }
    }
}
