package io.sidetrack.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.adapter.Assignment;
import io.sidetrack.api.adapter.Capabilities;
import io.sidetrack.api.adapter.Confirmation;
import io.sidetrack.api.adapter.Delivery;
import io.sidetrack.api.adapter.Sink;
import io.sidetrack.api.event.EventBuilder;
import io.sidetrack.api.event.EventData;
import io.sidetrack.api.event.EventKeys;
import io.sidetrack.testkit.Settled;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What holds for every broker adapter. Extend {@link LogAdapterContract} or {@link QueueAdapterContract}, which add what their
 * kind promises. After each case every call that the adapter made is held against the rules of
 * {@link io.sidetrack.api.adapter.Receiver}: demand, one call at a time, positions that grow, nothing without an assignment.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract sealed class BrokerAdapterContract permits ReaderContract {
    static final String SUBSCRIPTION = "contract";

    private final Vertx vertx = Vertx.vertx();
    private final List<AdapterSession> sessions = new ArrayList<>();

    /** The broker; the suite makes an address of its own for each case. */
    protected abstract BrokerUnderTest broker();

    @AfterEach
    void keepsTheRulesOfTheReceiver() {
        List<String> violations = sessions.stream()
                .flatMap(session -> session.violations().stream())
                .toList();
        sessions.forEach(AdapterSession::close);
        sessions.clear();
        assertThat(violations).as("broken rules of the receiver").isEmpty();
    }

    @AfterAll
    void closeVertx() {
        Settled.succeeded(vertx.close(), Duration.ofSeconds(20));
    }

    @Test
    void an_event_arrives_as_it_was_sent() {
        AdapterSession session = connect();
        String address = address();
        CloudEvent event = EventBuilder.event()
                .id("id with ünïcode / ☃")
                .source("/contract?a=b#c")
                .type("contract.full")
                .subject("the subject")
                .time(OffsetDateTime.parse("2026-02-03T04:05:06.789Z"))
                .partitionKey("key-ü")
                .extension(EventKeys.CORRELATION_ID, "flow-1")
                .data(new JsonObject().put("text", "☃").put("number", 12345678901L))
                .build();

        session.send(address, List.of(event));

        ReceiverProbe probe = session.open(address, SUBSCRIPTION);
        probe.request(1);
        CloudEvent arrived = probe.awaitEvents(1).get(0);
        assertThat(EventBuilder.from(arrived).build()).isEqualTo(event);
        assertThat(EventData.bytes(arrived)).isEqualTo(EventData.bytes(event));
    }

    @Test
    void an_event_without_data_and_one_with_a_mebibyte_of_bytes_arrive() {
        AdapterSession session = connect();
        String address = address();
        byte[] bytes = new byte[1 << 20];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 31);
        }
        session.send(
                address,
                List.of(
                        event("empty", "k")
                                .data((byte[]) null)
                                .dataContentType(null)
                                .build(),
                        event("large", "k")
                                .dataContentType("application/octet-stream")
                                .data(bytes)
                                .build()));

        ReceiverProbe probe = session.open(address, SUBSCRIPTION);
        probe.request(2);
        List<CloudEvent> arrived = probe.awaitEvents(2);
        byte[] nothing = EventData.bytes(arrived.get(0));
        assertThat(nothing == null ? 0 : nothing.length).isZero();
        assertThat(EventData.bytes(arrived.get(1))).isEqualTo(bytes);
    }

    @Test
    void as_many_arrive_as_were_requested_and_requests_add_up() {
        AdapterSession session = connect();
        String address = address();
        session.send(address, events("k", 0, 10));
        ReceiverProbe probe = session.open(address, SUBSCRIPTION);

        probe.request(1);
        probe.request(2);
        assertThat(probe.await(3)).hasSize(3);

        probe.request(4);
        assertThat(probe.await(7)).hasSize(7);
    }

    @Test
    void nothing_is_fetched_before_the_receiver_has_taken_over() {
        AdapterSession session = connect();
        String address = address();
        session.send(address, events("k", 0, 3));
        ReceiverProbe probe = session.probe().holdingAssigned();

        session.open(session.request(address, SUBSCRIPTION), probe);
        probe.request(3);
        probe.awaitAssigned(1);
        session.send(address, events("k", 3, 5)); // time enough to deliver, for one that would
        assertThat(probe.deliveries()).isEmpty();

        probe.releaseAssigned();
        assertThat(probe.await(3)).hasSize(3);
    }

    @Test
    void events_of_one_key_arrive_in_the_order_they_were_sent() {
        assumeTrue(capabilities().ordered(), "the broker promises no order");
        AdapterSession session = connect();
        String address = address();
        Sink sink = session.sink(address);
        List<Future<List<Confirmation>>> answers = new ArrayList<>();
        for (int batch = 0; batch < 20; batch++) {
            List<CloudEvent> events = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                events.add(event("e-" + (batch * 50 + i), "key-" + i % 7).build());
            }
            answers.add(sink.send(events));
        }
        answers.forEach(answer -> Settled.succeeded(answer, broker().patience()));

        ReceiverProbe probe = session.open(address, SUBSCRIPTION);
        probe.request(1_000);
        List<CloudEvent> arrived = probe.awaitEvents(1_000);
        for (int key = 0; key < 7; key++) {
            String name = "key-" + key;
            assertThat(arrived.stream()
                            .filter(event -> name.equals(EventKeys.defaultKey(event)))
                            .map(event -> Integer.valueOf(event.getId().substring(2))))
                    .as(name)
                    .isNotEmpty()
                    .isSorted();
        }
    }

    @Test
    void what_is_not_settled_comes_again_after_the_source_is_opened_anew() {
        assertGoesOnAfter(AdapterSession::close);
    }

    @Test
    void a_source_that_is_closed_for_now_goes_on_behind_what_was_settled() {
        assertGoesOnAfter(AdapterSession::closeForNow);
    }

    private void assertGoesOnAfter(BiConsumer<AdapterSession, ReceiverProbe> closing) {
        assumeTrue(capabilities().redelivering(), "the broker does not deliver again");
        AdapterSession session = connect();
        String address = address();
        session.send(address, events("k", 0, 3));
        ReceiverProbe first = session.open(address, SUBSCRIPTION);
        first.request(3);
        settle(first, first.await(3).get(0));
        closing.accept(session, first);

        ReceiverProbe second = session.open(address, SUBSCRIPTION);
        second.request(2);
        assertThat(ids(second.await(2))).containsExactly("e-1", "e-2");
        assertThat(second.await(2).get(0).assignment().epoch())
                .as("epoch")
                .isGreaterThan(first.await(3).get(0).assignment().epoch());
    }

    @Test
    void closing_flushes_what_was_settled() {
        AdapterSession session = connect();
        String address = address();
        session.send(address, events("k", 0, 50));
        ReceiverProbe first = session.open(address, SUBSCRIPTION);
        first.request(50);
        first.await(50).forEach(delivery -> settle(first, delivery));
        session.close(first);

        session.send(address, events("k", 50, 51));
        ReceiverProbe second = session.open(address, SUBSCRIPTION);
        second.request(10);
        assertThat(ids(second.await(1))).containsExactly("e-50");
    }

    @Test
    void a_settlement_under_an_assignment_of_the_past_is_dropped() {
        assumeTrue(capabilities().redelivering(), "the broker does not deliver again");
        AdapterSession session = connect();
        String address = address();
        session.send(address, events("k", 0, 2));
        ReceiverProbe first = session.open(address, SUBSCRIPTION);
        first.request(2);
        Delivery old = first.await(2).get(1);
        session.close(first);
        ReceiverProbe second = session.open(address, SUBSCRIPTION);
        second.request(2);
        second.await(2);

        second.source().settle(old.assignment(), old.position());
        session.close(second);

        ReceiverProbe third = session.open(address, SUBSCRIPTION);
        third.request(2);
        assertThat(ids(third.await(2))).containsExactly("e-0", "e-1");
    }

    @Test
    void undecodable_input_keeps_its_bytes_and_its_place() {
        AdapterSession session = connect();
        String address = address();
        byte[] raw = "{\"specversion\":\"1.0\", \u0000 broken".getBytes(StandardCharsets.UTF_8);
        session.send(address, events("k", 0, 1));
        broker().putUndecodable(address, "k", raw);
        session.send(address, events("k", 1, 2));

        ReceiverProbe probe = session.open(address, SUBSCRIPTION);
        probe.request(3);
        List<Delivery> arrived = probe.await(3);
        assertThat(ReceiverProbe.event(arrived.get(0)).getId()).isEqualTo("e-0");
        assertThat(arrived.get(1).event()).isNull();
        assertThat(arrived.get(1).raw()).isEqualTo(raw);
        assertThat(arrived.get(1).problem()).isNotBlank();
        assertThat(ReceiverProbe.event(arrived.get(2)).getId()).isEqualTo("e-1");
    }

    @Test
    void a_sink_answers_each_event_of_each_batch_once() {
        AdapterSession session = connect();
        Sink sink = session.sink(address());

        Future<List<Confirmation>> none = sink.send(List.of());
        Future<List<Confirmation>> one = sink.send(events("k", 0, 1));
        Future<List<Confirmation>> many = sink.send(events("k", 1, 500));

        assertThat(Settled.value(none, broker().patience())).isEmpty();
        assertThat(Settled.value(one, broker().patience())).containsExactly(Confirmation.CONFIRMED);
        assertThat(Settled.value(many, broker().patience())).hasSize(499).containsOnly(Confirmation.CONFIRMED);
    }

    @Test
    void a_sink_that_is_closed_answers_first() {
        AdapterSession session = connect();
        String address = address();
        Sink sink = session.sink(address);

        Future<List<Confirmation>> answer = sink.send(events("k", 0, 100));
        Settled.succeeded(session.onContext(sink::close), broker().patience());

        assertThat(answer.isComplete()).as("answered when closed").isTrue();
        assertThat(Settled.value(answer, broker().patience())).hasSize(100);
    }

    @Test
    void a_broken_connection_leaves_sent_events_answered_and_later_ones_indeterminate() {
        AdapterSession session = connect();
        String address = address();
        Sink sink = session.sink(address);

        Future<List<Confirmation>> underWay = sink.send(events("k", 0, 100));
        broker().disconnect();

        List<Confirmation> answers = Settled.value(underWay, broker().patience());
        assertThat(answers).hasSize(100).noneMatch(Confirmation.Rejected.class::isInstance);
        Settled.of(session.connection().closed(), broker().patience());
        assertThat(Settled.value(sink.send(events("k", 100, 102)), broker().patience()))
                .hasSize(2)
                .allMatch(Confirmation.Indeterminate.class::isInstance);
        assertNoneLost(address, answers);
    }

    private void assertNoneLost(String address, List<Confirmation> answers) {
        List<String> confirmed = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            if (answers.get(i) instanceof Confirmation.Confirmed) {
                confirmed.add("e-" + i);
            }
        }
        AdapterSession again = connect();
        again.send(address, List.of(event("last", "k").build()));
        ReceiverProbe probe = again.open(address, SUBSCRIPTION);
        probe.request(1_000);
        List<String> arrived = new ArrayList<>();
        for (int count = 1; !arrived.contains("last"); count++) {
            arrived = ids(probe.await(count));
        }
        assertThat(arrived).as("confirmed events arrive").containsAll(confirmed);
    }

    @Test
    void a_broken_connection_is_told_and_what_was_not_settled_comes_again_under_a_later_epoch() {
        assumeTrue(capabilities().redelivering(), "the broker does not deliver again");
        AdapterSession session = connect();
        String address = address();
        session.send(address, events("k", 0, 2));
        ReceiverProbe probe = session.open(address, SUBSCRIPTION);
        probe.request(2);
        Assignment old = probe.await(2).get(0).assignment();

        broker().disconnect();

        assertThat(probe.awaitFailed()).isNotNull();
        assertThat(Settled.of(session.connection().closed(), broker().patience())
                        .failure())
                .as("why the connection is gone")
                .isNotNull();
        ReceiverProbe anew = connect().open(address, SUBSCRIPTION);
        anew.request(2);
        assertThat(ids(anew.await(2))).containsExactly("e-0", "e-1");
        assertThat(anew.await(2).get(0).assignment().epoch()).as("epoch").isGreaterThan(old.epoch());
    }

    @Test
    void a_closed_source_delivers_no_more() {
        AdapterSession session = connect();
        String address = address();
        ReceiverProbe closed = session.open(address, SUBSCRIPTION);
        closed.request(10);
        session.close(closed);

        session.send(address, events("k", 0, 3));

        ReceiverProbe open = session.open(address, SUBSCRIPTION);
        open.request(3);
        open.await(3); // the rules of the receiver say that the closed one got none
        assertThat(closed.deliveries()).isEmpty();
    }

    @Test
    void a_closed_connection_says_so_and_closing_twice_is_fine() {
        AdapterSession session = connect();
        session.open(address(), SUBSCRIPTION);

        session.close();
        session.close();

        assertThat(Settled.of(session.connection().closed(), broker().patience())
                        .failure())
                .isNull();
    }

    @Test
    void an_address_that_does_not_exist_is_refused_by_name() {
        assumeTrue(!broker().createsAddresses(), "the broker makes addresses");
        AdapterSession session = connect();

        Throwable sink = Settled.of(
                        session.onContext(() -> session.connection().openSink("missing-address")), broker().patience())
                .failure();
        Throwable source = Settled.of(
                        session.onContext(() -> session.connection()
                                .openSource(session.request("missing-address", SUBSCRIPTION), session.probe())),
                        broker().patience())
                .failure();

        assertThat(sink).isNotNull().hasMessageContaining("missing-address");
        assertThat(source).isNotNull().hasMessageContaining("missing-address");
    }

    final Capabilities capabilities() {
        return broker().adapter().capabilities();
    }

    /** A connection of the kernel. */
    final AdapterSession connect() {
        return connect("kernel");
    }

    /** A connection of another kernel. */
    final AdapterSession connectOther() {
        return connect("other");
    }

    private AdapterSession connect(String instance) {
        AdapterSession session = new AdapterSession(broker(), vertx, instance);
        sessions.add(session);
        return session;
    }

    /** A new address with one partition. */
    final String address() {
        return broker().createAddress(1);
    }

    static void settle(ReceiverProbe probe, Delivery delivery) {
        probe.source().settle(delivery.assignment(), delivery.position());
    }

    /** Events {@code e-from} to before {@code e-to} of one key. */
    static List<CloudEvent> events(String key, int from, int to) {
        List<CloudEvent> events = new ArrayList<>();
        for (int i = from; i < to; i++) {
            events.add(event("e-" + i, key).build());
        }
        return events;
    }

    static EventBuilder event(String id, String key) {
        return EventBuilder.event()
                .id(id)
                .source("/contract")
                .type("contract")
                .partitionKey(key)
                .data(new JsonObject().put("id", id));
    }

    static List<String> ids(List<Delivery> deliveries) {
        return deliveries.stream()
                .map(ReceiverProbe::event)
                .map(event -> Objects.requireNonNull(event.getId()))
                .toList();
    }
}
