package io.sidetrack.broker.kafka;

import static io.sidetrack.broker.kafka.Guarded.grant;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;
import static org.apache.kafka.common.resource.ResourceType.GROUP;
import static org.apache.kafka.common.resource.ResourceType.TOPIC;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.adapter.Confirmation;
import io.sidetrack.api.adapter.Delivery;
import io.sidetrack.api.adapter.Sink;
import io.sidetrack.api.adapter.StartPosition;
import io.sidetrack.api.event.EventBuilder;
import io.sidetrack.broker.kafka.Session.Reading;
import io.sidetrack.testkit.Settled;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaSecurityTest {
    private static final TestKafka KAFKA = TestKafka.shared();
    private static final Guarded GUARDED = KAFKA.guarded();
    private static final AtomicInteger USERS = new AtomicInteger();

    private final String user = "user-" + USERS.incrementAndGet();
    private final String group = "group-of-" + user;
    private final List<Session> sessions = new ArrayList<>();

    @AfterEach
    void close() {
        sessions.forEach(Session::close);
    }

    @Nested
    class A_user_with_a_password {

        @ParameterizedTest
        @ValueSource(strings = {"SCRAM-SHA-512", "PLAIN"})
        void may_do_what_was_granted_over_tls(String mechanism) {
            String topic = KAFKA.createAddress(2);
            String name = mechanism.equals("PLAIN") ? Guarded.PLAIN_USER : GUARDED.user(user);
            grant(name, READ, TOPIC, topic).give();
            grant(name, WRITE, TOPIC, topic).give();
            grant(name, READ, GROUP, group).give();
            Map<String, Object> options = GUARDED.as(name);
            options.put("sasl.mechanism", mechanism);
            Session session = connect(options);

            assertThat(send(session.sink(topic), "1", "2", "3")).containsOnly(Confirmation.CONFIRMED);
            Reader reader = session.read(Reading.of(topic, group).alone()).request(10);
            reader.await(3).forEach(reader::settle);

            Reader.until("no lag", () -> reader.lag() == 0);
            reader.close();
            assertThat(sum(session.value(() -> session.connection().progress(topic, group))))
                    .isEqualTo(3);
            assertThat(List.of(StartPosition.EARLIEST, StartPosition.LATEST, new StartPosition.Time(Instant.EPOCH)))
                    .extracting(place ->
                            sum(session.value(() -> session.connection().positions(topic, place))))
                    .containsExactly(0L, 3L, 0L);
        }

        @Test
        void is_refused_with_another_password_and_nothing_goes_on_trying() {
            GUARDED.user(user);
            Map<String, Object> options = GUARDED.as(user);
            options.put("sasl.password", "guessed");

            Throwable refusal = Session.refused(KAFKA.options(options));

            assertThat(refusal)
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContainingAll("user '" + user + "'", "brokers.test.options.sasl.password")
                    .hasMessageNotContaining("guessed");
            Reader.until(
                    "the end of its client",
                    () -> Thread.getAllStackTraces().keySet().stream()
                            .noneMatch(thread -> thread.getName().contains("admin-client-thread | sidetrack-test")));
        }

        @Test
        void is_told_which_mechanism_the_broker_does_not_take() {
            Map<String, Object> options = GUARDED.as(user);
            options.put("sasl.mechanism", "SCRAM-SHA-256");

            assertThat(Session.refused(KAFKA.options(options)))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContainingAll("SCRAM-SHA-256", "brokers.test.options.sasl.mechanism");
        }
    }

    @Nested
    class A_certificate {

        @Test
        void of_a_broker_by_another_name_is_refused_unless_names_do_not_matter() {
            Map<String, Object> options = GUARDED.as(GUARDED.user(user));
            options.put("bootstrap.servers", "127.0.0.1:" + KAFKA.server().port("SASL_SSL"));

            assertThat(Session.refused(KAFKA.options(options)))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContainingAll("another host", "127.0.0.1", "brokers.test.options.bootstrap.servers");

            options.put("ssl.verify-hostname", false);
            assertThat(connect(options).connection().closed().isComplete()).isFalse();
        }

        @Test
        void of_an_authority_that_is_not_trusted_is_refused() {
            Map<String, Object> options = GUARDED.as(user);
            options.put(
                    "ssl.truststore.certificates",
                    GUARDED.authority().chain(TestAuthority.CLIENT).split("(?<=-----END CERTIFICATE-----\n)")[0]);

            assertThat(Session.refused(KAFKA.options(options)))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContainingAll("nobody we trust", "brokers.test.options.ssl.truststore.certificates");
        }

        @Test
        void of_a_client_is_who_it_is() {
            String topic = KAFKA.createAddress(1);
            Map<String, Object> options = GUARDED.withoutCertificate();
            options.put("ssl.keystore.certificate.chain", GUARDED.authority().chain(TestAuthority.CLIENT));
            options.put("ssl.keystore.key", GUARDED.authority().encryptedKey(TestAuthority.CLIENT, "key-secret"));
            options.put("ssl.key.password", "key-secret");
            Session session = connect(options);
            assertThat(session.failure(() -> session.connection().openSink(topic)))
                    .hasMessageContainingAll("'User:" + TestAuthority.CLIENT_NAME + "'", "WRITE", topic);

            grant(TestAuthority.CLIENT_NAME, WRITE, TOPIC, topic).give();

            assertThat(send(session.sink(topic), "1")).containsOnly(Confirmation.CONFIRMED);
        }

        @Test
        void that_the_broker_asks_for_is_missed_by_name() {
            assertThat(Session.refused(KAFKA.options(GUARDED.withoutCertificate())))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("brokers.test.options.ssl.keystore.certificate.chain");
        }

        @Test
        void that_cannot_be_read_is_told_with_the_keys_that_hold_one() {
            Map<String, Object> options = GUARDED.withoutCertificate();
            options.put("ssl.truststore.certificates", "/etc/ssl/ca.pem");
            assertThat(Session.refused(KAFKA.options(options)))
                    .hasMessageContainingAll("brokers.test.options", "PEM", "ssl.truststore.certificates");

            options.putAll(GUARDED.withoutCertificate());
            options.put("ssl.keystore.certificate.chain", GUARDED.authority().chain(TestAuthority.CLIENT));
            options.put("ssl.keystore.key", GUARDED.authority().encryptedKey(TestAuthority.CLIENT, "key-secret"));
            options.put("ssl.key.password", "guessed");
            assertThat(Session.refused(KAFKA.options(options)))
                    .hasMessageContainingAll("brokers.test.options", "ssl.key.password")
                    .hasMessageNotContaining("guessed");
        }

        @Test
        void is_missed_where_one_side_speaks_in_the_clear() {
            Map<String, Object> options = GUARDED.as(user);
            options.put("bootstrap.servers", KAFKA.server().bootstrap());
            Map<String, Object> clear =
                    Map.of("bootstrap.servers", "localhost:" + KAFKA.server().port("SSL"));

            for (Map<String, Object> wrong : List.of(options, clear)) {
                assertThat(Session.refused(KAFKA.options(wrong), Duration.ofSeconds(1)))
                        .hasMessageContainingAll(
                                "no broker of " + wrong.get("bootstrap.servers"),
                                "brokers.test.options.security.protocol");
            }
        }
    }

    @Nested
    class Without_a_grant {

        @Test
        void on_the_topic_neither_source_nor_sink_opens() {
            String topic = KAFKA.createAddress(1);
            Session session = connect(GUARDED.as(GUARDED.user(user)));

            Throwable source = session.failure(() ->
                    session.connection().openSource(Reading.of(topic, group).request(), new Reader()));
            Throwable positions = session.failure(() -> session.connection().positions(topic, StartPosition.EARLIEST));
            Throwable sink = session.failure(() -> session.connection().openSink(topic));

            assertThat(List.of(source, positions))
                    .allSatisfy(refusal -> assertThat(refusal)
                            .isInstanceOf(RefusedException.class)
                            .hasMessageContainingAll("'User:" + user + "'", "READ", "'" + topic + "'"));
            assertThat(sink)
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContainingAll("'User:" + user + "'", "WRITE", "'" + topic + "'");
        }

        @Test
        void to_create_it_a_topic_is_not_made() {
            Map<String, Object> options = GUARDED.as(GUARDED.user(user));
            options.put("create-topics", true);
            grant(user, DESCRIBE, TOPIC, "not-made").give();
            Session session = connect(options);

            assertThat(session.failure(() -> session.connection().openSink("not-made")))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContainingAll("'User:" + user + "'", "CREATE", "'not-made'");
        }

        @Test
        void to_read_the_topic_its_source_fails() {
            String topic = KAFKA.createAddress(1);
            Session session = connect(GUARDED.as(GUARDED.user(user)));
            grant(user, DESCRIBE, TOPIC, topic).give();
            grant(user, READ, GROUP, group).give();

            Reader reader = session.read(Reading.of(topic, group)).request(1);

            assertThat(reader.awaitFailed())
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContainingAll("'User:" + user + "'", "READ", "topic '" + topic + "'");
        }

        @Test
        void to_use_the_group_its_source_fails_or_does_not_open() {
            String topic = KAFKA.createAddress(1);
            Session session = connect(GUARDED.as(GUARDED.user(user)));
            grant(user, READ, TOPIC, topic).give();

            Reader reader = session.read(Reading.of(topic, group)).request(1);
            Throwable alone = session.failure(() -> session.connection()
                    .openSource(Reading.of(topic, group).alone().request(), new Reader()));

            assertThat(List.of(reader.awaitFailed(), alone))
                    .allSatisfy(refusal -> assertThat(refusal)
                            .isInstanceOf(RefusedException.class)
                            .hasMessageContainingAll("'User:" + user + "'", "READ", "group '" + group + "'"));
        }

        @Test
        void to_write_the_topic_events_are_rejected_until_there_is_one() {
            String topic = KAFKA.createAddress(1);
            Session session = connect(GUARDED.as(GUARDED.user(user)));
            grant(user, DESCRIBE, TOPIC, topic).give();
            Sink sink = session.sink(topic);

            assertThat(send(sink, "1", "2"))
                    .allSatisfy(answer -> assertThat(answer)
                            .isInstanceOfSatisfying(
                                    Confirmation.Rejected.class,
                                    rejected -> assertThat(rejected.reason())
                                            .contains("'User:" + user + "'", "WRITE", "'" + topic + "'")));

            grant(user, WRITE, TOPIC, topic).give();
            assertThat(send(sink, "3")).containsExactly(Confirmation.CONFIRMED);
            assertThat(ids(topic)).containsExactly("3");
        }
    }

    @Nested
    class A_grant_that_is_taken_away {

        @Test
        void stops_a_source_which_skips_nothing_once_it_is_given_again() {
            String topic = KAFKA.createAddress(1);
            KAFKA.fill(topic, 1, 10);
            Session session = connect(GUARDED.as(GUARDED.user(user)));
            grant(user, DESCRIBE, TOPIC, topic).give();
            grant(user, READ, GROUP, group).give();
            Guarded.Grant read = grant(user, READ, TOPIC, topic).give();
            Reader reader = session.read(Reading.of(topic, group)).request(100);
            List<Delivery> first = reader.await(10);
            reader.settle(first.get(4));
            Reader.until("lag", () -> reader.lag() == 5);

            read.take();
            assertThat(reader.awaitFailed())
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContainingAll("'User:" + user + "'", "READ", "'" + topic + "'");
            reader.awaitLost();
            KAFKA.fill(topic, 1, 3);
            Reader denied = session.read(Reading.of(topic, group)).request(100);
            assertThat(denied.awaitFailed()).isInstanceOf(RefusedException.class);

            read.give();
            Reader again = session.read(Reading.of(topic, group)).request(100);
            Reader.until("the last", () -> again.deliveries().stream().anyMatch(each -> each.position() == 12));
            List<Long> positions =
                    again.deliveries().stream().map(Delivery::position).toList();
            assertThat(positions).isSorted().doesNotHaveDuplicates();
            assertThat(positions.get(0))
                    .as("nothing that was not settled is skipped")
                    .isLessThanOrEqualTo(5);
            assertThat(positions).hasSize((int) (13 - positions.get(0)));
        }

        @Test
        void makes_a_sink_reject_what_does_not_get_in_and_nothing_else() {
            String topic = KAFKA.createAddress(1);
            Map<String, Object> options = GUARDED.as(GUARDED.user(user));
            options.put("batch.size", 1);
            Session session = connect(options);
            grant(user, DESCRIBE, TOPIC, topic).give();
            Guarded.Grant write = grant(user, WRITE, TOPIC, topic).give();
            Sink sink = session.sink(topic);
            AtomicInteger next = new AtomicInteger();
            List<Future<List<Confirmation>>> answers = new ArrayList<>();
            Runnable send = () -> {
                if (answers.stream().filter(answer -> !answer.isComplete()).count() < 20) {
                    answers.add(sink.send(List.of(event("e-" + next.getAndIncrement()))));
                }
            };

            Reader.until("confirmed ones", () -> {
                send.run();
                return answers.stream().filter(Future::isComplete).count() > 100;
            });
            write.take();
            Reader.until("a rejected one", () -> {
                send.run();
                return is(answers.get(answers.size() - 20), Confirmation.Rejected.class);
            });
            write.give();
            Reader.until("a confirmed one", () -> {
                send.run();
                return is(answers.get(answers.size() - 20), Confirmation.Confirmed.class);
            });

            Set<String> confirmed = new TreeSet<>();
            List<Confirmation> others = new ArrayList<>();
            for (int i = 0; i < answers.size(); i++) {
                Confirmation answer =
                        Settled.value(answers.get(i), TestKafka.PATIENCE).get(0);
                if (answer instanceof Confirmation.Confirmed) {
                    confirmed.add("e-" + i);
                } else {
                    others.add(answer);
                }
            }
            assertThat(others).isNotEmpty().allMatch(Confirmation.Rejected.class::isInstance);
            assertThat(ids(topic)).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(confirmed);
            assertThat(session.connection().closed().isComplete()).isFalse();
        }
    }

    private Session connect(Map<String, ?> options) {
        Session session = new Session(KAFKA.options(options));
        sessions.add(session);
        return session;
    }

    private static boolean is(Future<List<Confirmation>> answer, Class<? extends Confirmation> type) {
        return answer.isComplete() && type.isInstance(answer.result().get(0));
    }

    private static List<Confirmation> send(Sink sink, String... ids) {
        return Settled.value(
                sink.send(IntStream.range(0, ids.length)
                        .mapToObj(i -> event(ids[i]))
                        .toList()),
                TestKafka.PATIENCE);
    }

    private static CloudEvent event(String id) {
        return EventBuilder.event()
                .id(id)
                .source("/s")
                .type("t")
                .partitionKey("k")
                .data("x", "text/plain")
                .build();
    }

    private static long sum(Map<String, Long> positions) {
        return positions.values().stream().mapToLong(Long::longValue).sum();
    }

    /** What is in the topic. */
    private List<String> ids(String topic) {
        return KAFKA.records(topic).stream()
                .map(record -> new String(record.headers().lastHeader("ce_id").value(), StandardCharsets.UTF_8))
                .toList();
    }
}
