package io.sidetrack.broker.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidetrack.testkit.Settled;
import io.sidetrack.testkit.server.FaultProxy;
import io.sidetrack.testkit.server.RabbitServer;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.rabbitmq.RabbitMQClient;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The client that declares comes, does it and goes, whatever happens to it. */
final class DeclarationsTest {
    private static final Duration SHORT = Duration.ofMillis(2_500);

    private final RabbitServer server = RabbitServer.shared();
    private final FaultProxy proxy = FaultProxy.listen().target(server.host(), server.port());
    // heartbeats would end a connection without our doing
    private final TestBroker broker =
            TestBroker.classic().with("hosts", "127.0.0.1:" + proxy.port()).with("heartbeat", "5m");
    private final String name = UUID.randomUUID().toString();
    private final Declaration queue =
            new Declaration.Queue("q-" + name, new JsonObject().put("x-queue-type", "classic"));

    @AfterEach
    void close() {
        proxy.close();
    }

    @Test
    void it_declares_in_order_and_goes() {
        try (Declaring declaring = new Declaring(broker, Session.PATIENCE)) {
            Settled.succeeded(
                    declaring.make(
                            queue,
                            new Declaration.Exchange("x-" + name, "fanout"),
                            new Declaration.Binding("q-" + name, "x-" + name, "")),
                    Session.PATIENCE);

            awaitNothingLeft();
            assertThat(broker.<Integer>onChannel(channel -> {
                        channel.confirmSelect();
                        channel.basicPublish("x-" + name, "", null, new byte[0]);
                        channel.waitForConfirmsOrDie(10_000);
                        return channel.queueDeclarePassive("q-" + name).getMessageCount();
                    }))
                    .isEqualTo(1);
        }
    }

    @Test
    void it_does_not_come_where_everything_is_there() {
        String there = broker.createAddress(1);
        try (Session session = Session.of(broker.with("declare", "queues-and-exchanges"))) {
            session.read(there);
            session.sink("amq.topic/eu.new");
            assertThat(proxy.accepted()).as("one reads, one writes").isEqualTo(2);
        }
    }

    @Test
    void what_the_broker_refuses_is_told_and_neither_ends_nor_delays_the_next() {
        broker.onChannel(channel -> channel.queueDeclare("q-" + name, false, false, false, Map.of()));
        try (Declaring declaring = new Declaring(broker, Session.PATIENCE)) {
            Future<Void> refused = declaring.make(queue);
            Future<Void> next = declaring.make(new Declaration.Exchange("x-" + name, "topic"));

            assertThat(Settled.of(refused, Session.PATIENCE).failure())
                    .hasMessageContaining("queue 'q-" + name + "'")
                    .hasMessageContaining("PRECONDITION_FAILED");
            Settled.succeeded(next, Session.PATIENCE);
            awaitNothingLeft();
        }
    }

    @Nested
    class Where_nothing_comes_back_any_more {

        @Test
        void before_it_is_connected_it_fails_in_time_and_leaves_nothing() {
            proxy.halfOpen();
            try (Declaring declaring = new Declaring(broker, SHORT)) {
                assertThat(declaring.failure(queue)).isNotNull();
                awaitNothingLeft();
            }
        }

        @Test
        void while_it_declares_it_fails_in_time_and_leaves_nothing() {
            try (Declaring declaring = new Declaring(broker, SHORT)) {
                assertThat(declaring.failure(halfOpenFirst(declaring), queue))
                        .hasMessageContaining("at broker main took longer than 2500 ms");
                awaitNothingLeft();
            }
        }

        @Test
        void when_it_says_good_bye_it_ends_in_time_and_leaves_nothing() {
            try (Declaring declaring = new Declaring(broker, SHORT)) {
                declaring.failure(queue, halfOpenFirst(declaring));
                awaitNothingLeft();
                assertThat(exists("q-" + name)).isTrue();
            }
        }

        @Test
        void the_end_of_its_plugin_does_not_wait_for_it() {
            try (Declaring declaring = new Declaring(broker, Duration.ofMinutes(5))) {
                Future<Void> made = declaring.make(halfOpenFirst(declaring), queue);
                await(() -> proxy.swallowed(FaultProxy.Direction.TO_BROKER) > 0, "a declaration that vanished");

                declaring.declarations.sever();

                assertThat(Settled.of(made, Session.PATIENCE).failure()).isNotNull();
                awaitNothingLeft();
                assertThat(declaring.failure(queue)).hasMessageContaining("has ended");
            }
        }

        private Declaration halfOpenFirst(Declaring declaring) {
            return new Declaration() {
                @Override
                public Future<?> by(RabbitMQClient client) {
                    return declaring.vertx.executeBlocking(proxy::halfOpen, false);
                }

                @Override
                public String subject() {
                    return "the network";
                }

                @Override
                public String permission() {
                    return "break it";
                }
            };
        }
    }

    @Test
    void one_that_is_connected_too_late_is_ended_at_once() {
        proxy.delay(Duration.ofMillis(400)); // each answer comes in time, all together do not
        try (Declaring declaring = new Declaring(broker, SHORT)) {
            assertThat(declaring.failure(queue)).hasMessageContaining("took longer");
            awaitNothingLeft();
            proxy.heal();
            await(() -> proxy.open() == 0, "the end of the connection");
            assertThat(exists("q-" + name)).isFalse();
        }
    }

    private void awaitNothingLeft() {
        await(() -> clientThreads() == 0, "the end of the client's threads");
    }

    /** Threads of the client of this test: its own bears the address that it is connected with; workers are in its code. */
    private long clientThreads() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(each -> each.getKey().getName().equals("AMQP Connection 127.0.0.1:" + proxy.port())
                        || Arrays.stream(each.getValue())
                                .anyMatch(frame -> frame.getClassName().startsWith("io.vertx.rabbitmq.")))
                .count();
    }

    private static void await(BooleanSupplier condition, String what) {
        long deadline = System.nanoTime() + Session.PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("expected " + what);
            }
            Thread.onSpinWait();
        }
    }

    private boolean exists(String queue) {
        try {
            broker.ask(channel -> channel.queueDeclarePassive(queue));
            return true;
        } catch (IOException e) {
            assertThat(Reasons.code(e)).isEqualTo(Reasons.NOT_FOUND);
            return false;
        }
    }
}
