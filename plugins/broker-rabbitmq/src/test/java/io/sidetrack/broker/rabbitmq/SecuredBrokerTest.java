package io.sidetrack.broker.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidetrack.api.adapter.Confirmation;
import io.sidetrack.api.adapter.Sink;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom the adapter trusts, and what it says where the broker does not trust it. */
final class SecuredBrokerTest {
    @TempDir
    private static Path folder;

    private static SecuredBroker broker;

    private final String name = UUID.randomUUID().toString();

    @BeforeAll
    static void start() {
        broker = new SecuredBroker(folder);
    }

    @AfterAll
    static void stop() {
        if (broker != null) {
            broker.close();
        }
    }

    @Nested
    class By_tls {

        @Test
        void it_declares_writes_and_reads_where_the_authority_is_trusted_and_the_host_right() {
            passes(broker.tls());
        }

        @Test
        void a_broker_with_the_certificate_of_another_host_is_refused_before_it_is_told_who_comes() {
            TestBroker other =
                    broker.ofAnotherHost().with("username", "unseen").with("password", SecuredBroker.PASSWORD);

            assertThat(List.of(Session.notConnected(other), notDeclared(other)))
                    .allSatisfy(failure -> assertThat(failure)
                            .hasMessageContaining("nothing was sent")
                            .hasMessageContaining(
                                    "name the host in brokers.main.options.hosts as its certificate does"));
            try (Session session = Session.of(broker.as("seen"))) {
                assertThat(session.connection()).isNotNull();
            }
            assertThat(broker.logWith("user 'seen' authenticated")).doesNotContain("unseen");
        }

        @Test
        void an_address_is_no_host_name_of_a_certificate_that_has_no_addresses() {
            TestBroker byAddress = broker.tls("127.0.0.1:" + broker.tlsPort());

            assertThat(List.of(Session.notConnected(byAddress), notDeclared(byAddress)))
                    .allSatisfy(failure -> assertThat(failure)
                            .hasMessageContaining("127.0.0.1")
                            .hasMessageContaining("brokers.main.options.hosts"));
        }

        @Test
        void an_authority_that_is_not_trusted_is_refused_with_the_option_that_would_trust_it() {
            TestBroker foreign =
                    broker.tls().with("tls-trust", broker.certificates().chain("foreign"));
            TestBroker javas = broker.tls().without("tls-trust");

            assertThat(List.of(
                            Session.notConnected(foreign),
                            notDeclared(foreign),
                            Session.notConnected(javas),
                            notDeclared(javas)))
                    .allSatisfy(failure -> assertThat(failure)
                            .hasMessageContaining("nothing was sent")
                            .hasMessageContaining("set brokers.main.options.tls-trust to the certificate of its CA"));
        }

        @Test
        void a_broker_that_asks_for_a_certificate_is_given_one() {
            passes(broker.forThoseWithACertificate()
                    .with("tls-certificate", broker.certificates().chain("node"))
                    .with("tls-key", broker.certificates().key("node")));
        }

        @Test
        void a_broker_that_asks_for_a_certificate_and_gets_none_is_told_of_with_the_options_that_name_it() {
            TestBroker without = broker.forThoseWithACertificate();

            assertThat(List.of(Session.notConnected(without), notDeclared(without)))
                    .allSatisfy(failure -> assertThat(failure)
                            .hasMessageContaining("set brokers.main.options.tls-certificate and tls-key"));
        }

        @Test
        void a_port_without_tls_and_one_with_it_are_not_mistaken() {
            assertThat(Session.notConnected(broker.plain().with("tls", true)))
                    .hasMessageContaining("is it the port for TLS that brokers.main.options.hosts and port name?");
            assertThat(Session.notConnected(broker.tls().with("tls", false)))
                    .hasMessageContaining("set brokers.main.options.tls to true");
        }

        private void passes(TestBroker options) {
            String address = "x-" + name + "/eu.# > q-" + name;
            try (Session session = Session.of(options.with("declare", "queues-and-exchanges"))) {
                Received received = session.read(address);
                assertThat(session.send(session.sink("x-" + name + "/eu.new"), Session.event("1")))
                        .containsExactly(Confirmation.CONFIRMED);
                assertThat(received.take(1)).hasSize(1);
            }
        }
    }

    @Nested
    class Without_leave {

        @Test
        void a_wrong_password_is_told_of_by_user_and_options() {
            TestBroker wrong = broker.as("seen").with("password", "wrong-one");

            assertThat(List.of(Session.notConnected(wrong), notDeclared(wrong)))
                    .allSatisfy(failure -> assertThat(failure)
                            .hasMessageContaining("user 'seen'")
                            .hasMessageContaining("correct brokers.main.options.username and password")
                            .hasMessageNotContaining("wrong-one"));
        }

        @Test
        void an_unknown_virtual_host_is_told_of_by_its_name() {
            TestBroker unknown = broker.plain().with("virtual-host", "nowhere");

            assertThat(List.of(Session.notConnected(unknown), notDeclared(unknown)))
                    .allSatisfy(failure -> assertThat(failure)
                            .hasMessageContaining("no virtual host 'nowhere'")
                            .hasMessageContaining("brokers.main.options.virtual-host"));
        }

        @Test
        void a_user_without_access_to_the_virtual_host_is_told_of() {
            assertThat(Session.notConnected(broker.as("stranger")))
                    .hasMessageContaining("user 'stranger' has no access to virtual host '/'")
                    .hasMessageContaining("set_permissions");
        }

        @Test
        void a_queue_that_may_not_be_read_is_told_of_to_exclusive_sources_too() {
            String queue = broker.plain().createAddress(1);
            try (Session session = Session.of(broker.as("no-read"))) {
                assertThat(List.of(session.refusal(queue, false), session.refusal(queue, true)))
                        .allSatisfy(failure -> isForbidden(failure, "no-read", "queue '" + queue + "'", "read it"));
            }
        }

        @Test
        void a_queue_that_may_not_be_written_leaves_every_event_indeterminate_with_the_reason() {
            String queue = broker.plain().createAddress(1);
            try (Session session = Session.of(broker.as("no-write"))) {
                Sink sink = session.sink(queue);
                for (String id : List.of("1", "2")) { // over a new AMQP channel each
                    assertThat(session.send(sink, Session.event(id)).get(0))
                            .isInstanceOfSatisfying(
                                    Confirmation.Indeterminate.class,
                                    answer -> isForbidden(
                                            new AssertionError(answer.reason()),
                                            "no-write",
                                            "queue '" + queue + "'",
                                            "write to exchange 'amq.default'"));
                }
            }
        }

        @Test
        void a_queue_that_may_not_be_made_is_told_of_and_one_that_is_there_is_used() {
            String there = broker.plain().createAddress(1);
            try (Session session = Session.of(broker.as("no-configure").with("declare", "queues-and-exchanges"))) {
                assertThat(List.of(session.refusal("made-" + name, false), session.sinkRefusal("made-" + name)))
                        .allSatisfy(failure ->
                                isForbidden(failure, "no-configure", "queue 'made-" + name + "'", "configure it"));
                isForbidden(
                        session.sinkRefusal("made-" + name + "/k"),
                        "no-configure",
                        "exchange 'made-" + name + "'",
                        "configure it");
                assertThat(session.send(session.sink(there), Session.event("1")))
                        .containsExactly(Confirmation.CONFIRMED);
                assertThat(session.read(there).take(1)).hasSize(1);
            }
        }

        @Test
        void a_binding_that_may_not_be_made_is_told_of() {
            String queue = broker.plain().createAddress(1);
            try (Session session = Session.of(broker.as("no-write").with("declare", "queues"))) {
                isForbidden(
                        session.refusal("amq.topic/eu.# > " + queue, false),
                        "no-write",
                        "binding of queue '" + queue + "' to exchange 'amq.topic'",
                        "write to the queue and read the exchange");
            }
        }

        private void isForbidden(Throwable failure, String user, String subject, String permission) {
            assertThat(failure)
                    .hasMessageContaining(subject)
                    .hasMessageContaining("user '" + user + "' of broker main may not " + permission)
                    .hasMessageContaining("virtual host '/'")
                    .hasMessageContaining("rabbitmqctl set_permissions");
        }
    }

    /** Why the client that declares did nothing, asked by itself: the other client has not looked at the broker before. */
    private Throwable notDeclared(TestBroker options) {
        try (Declaring declaring = new Declaring(options, Session.PATIENCE)) {
            return declaring.failure(new Declaration.Exchange("never-" + name, "topic"));
        }
    }
}
