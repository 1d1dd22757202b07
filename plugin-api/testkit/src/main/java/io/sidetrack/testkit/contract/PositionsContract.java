package io.sidetrack.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.adapter.Delivery;
import io.sidetrack.api.adapter.StartPosition;
import io.sidetrack.testkit.Settled;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What holds for positions in a log: where places are, where a source begins, and what the broker knows to be settled. */
abstract sealed class PositionsContract extends ReaderContract permits LogAdapterContract {

    @Test
    void a_subscription_without_progress_begins_with_the_first_event_or_at_the_positions_it_is_given() {
        AdapterSession session = connect();
        String address = address();
        session.send(address, events("k", 0, 4));
        ReceiverProbe all = session.open(address, "all");
        all.request(4);
        Delivery third = all.await(4).get(2);
        assertThat(ids(all.await(4))).containsExactly("e-0", "e-1", "e-2", "e-3");

        ReceiverProbe some = session.openAt(address, "some", at(third, third.position()));
        some.request(2);

        assertThat(ids(some.await(2))).containsExactly("e-2", "e-3");
    }

    @Test
    void a_partition_for_which_no_position_is_given_begins_with_its_first_event() {
        AdapterSession session = connect();
        String address = broker().createAddress(2);
        sendToBoth(session, address);
        Map<String, Long> ends = session.positions(address, StartPosition.LATEST);
        Map.Entry<String, Long> one = ends.entrySet().iterator().next();
        String named = one.getKey();

        ReceiverProbe probe = session.openAt(address, SUBSCRIPTION, Map.of(named, one.getValue()));
        probe.request(40);

        probe.await(1);
        session.send(
                address,
                List.of(
                        event("last-a", "key-0").build(),
                        event("last-b", "key-1").build()));
        assertThat(probe.await(3).stream()
                        .filter(delivery -> delivery.assignment().partition().equals(named)))
                .as("the partition that began at its end")
                .allMatch(delivery -> delivery.position() >= one.getValue());
    }

    @Test
    void a_position_beyond_the_end_stands_for_the_end() {
        AdapterSession session = connect();
        String address = address();
        session.send(address, events("k", 0, 2));
        String partition = session.positions(address, StartPosition.LATEST)
                .keySet()
                .iterator()
                .next();

        ReceiverProbe probe = session.openAt(address, SUBSCRIPTION, Map.of(partition, 1_000_000L));
        probe.request(10);
        session.send(address, events("k", 2, 3));

        assertThat(ids(probe.await(1))).containsExactly("e-2");
    }

    @Test
    void a_position_that_is_not_there_any_more_stands_for_the_next_one() {
        AdapterSession session = connect();
        String address = address();
        session.send(address, events("k", 0, 5));
        ReceiverProbe all = session.open(address, "all");
        all.request(5);
        List<Delivery> deliveries = all.await(5);
        String partition = deliveries.get(0).assignment().partition();
        assumeTrue(
                broker().trim(address, partition, deliveries.get(3).position()),
                "the suite cannot make the broker remove events");

        assertThat(session.positions(address, StartPosition.EARLIEST))
                .containsExactlyEntriesOf(Map.of(partition, deliveries.get(3).position()));
        ReceiverProbe probe = session.openAt(
                address, SUBSCRIPTION, at(deliveries.get(1), deliveries.get(1).position()));
        probe.request(2);
        assertThat(ids(probe.await(2))).containsExactly("e-3", "e-4");
    }

    @Test
    void positions_are_ignored_once_there_is_progress() {
        AdapterSession session = connect();
        String address = address();
        session.send(address, events("k", 0, 4));
        ReceiverProbe first = session.open(address, SUBSCRIPTION);
        first.request(4);
        List<Delivery> all = first.await(4);
        settle(first, all.get(0));
        session.close(first);

        ReceiverProbe second =
                session.openAt(address, SUBSCRIPTION, at(all.get(3), all.get(3).position()));
        second.request(3);

        assertThat(ids(second.await(3))).containsExactly("e-1", "e-2", "e-3");
    }

    @Test
    void the_earliest_place_is_the_first_event_and_the_latest_is_behind_the_last_of_every_partition() {
        AdapterSession session = connect();
        String address = broker().createAddress(3);
        Map<String, Long> empty = session.positions(address, StartPosition.EARLIEST);
        assertThat(empty).hasSize(3).isEqualTo(session.positions(address, StartPosition.LATEST));

        session.send(address, events("k", 0, 5));

        ReceiverProbe probe = session.open(address, SUBSCRIPTION);
        probe.request(5);
        Delivery last = probe.await(5).get(4);
        String filled = last.assignment().partition();
        Map<String, Long> end = session.positions(address, StartPosition.LATEST);
        assertThat(session.positions(address, StartPosition.EARLIEST)).isEqualTo(empty);
        assertThat(probe.await(5).get(0).position()).isEqualTo(empty.get(filled));
        assertThat(end.get(filled)).isGreaterThan(last.position());
        assertThat(end)
                .allSatisfy((partition, position) -> assertThat(
                                partition.equals(filled) || position.equals(empty.get(partition)))
                        .isTrue());
    }

    @Test
    void a_time_is_the_first_event_that_came_then_or_later() {
        AdapterSession session = connect();
        String address = address();
        session.send(address, events("k", 0, 2));
        Instant between = theNextMillisecond();
        session.send(address, events("k", 2, 4));
        ReceiverProbe probe = session.open(address, SUBSCRIPTION);
        probe.request(4);
        Delivery third = probe.await(4).get(2);
        Instant later = theNextMillisecond();

        assertThat(session.positions(address, new StartPosition.Time(between))).isEqualTo(at(third, third.position()));
        assertThat(session.positions(address, new StartPosition.Time(Instant.EPOCH)))
                .isEqualTo(session.positions(address, StartPosition.EARLIEST));
        assertThat(session.positions(address, new StartPosition.Time(later)))
                .isEqualTo(session.positions(address, StartPosition.LATEST));
    }

    @Test
    void progress_is_behind_what_was_settled_and_belongs_to_one_subscription() {
        AdapterSession session = connect();
        String address = address();
        session.send(address, events("k", 0, 4));
        assertThat(session.progress(address, SUBSCRIPTION)).isEmpty();
        ReceiverProbe probe = session.open(address, SUBSCRIPTION);
        probe.request(4);
        Delivery second = probe.await(4).get(1);
        settle(probe, second);
        session.close(probe);

        assertThat(session.progress(address, SUBSCRIPTION)).isEqualTo(at(second, second.position() + 1));
        assertThat(session.progress(address, "another")).isEmpty();
    }

    @Test
    void places_in_an_address_that_does_not_exist_are_refused_by_name() {
        assumeTrue(!broker().createsAddresses(), "the broker makes addresses");
        AdapterSession session = connect();

        Throwable failure = Settled.of(
                        session.onContext(
                                () -> session.connection().positions("missing-address", StartPosition.EARLIEST)),
                        broker().patience())
                .failure();

        assertThat(failure).isNotNull().hasMessageContaining("missing-address");
    }

    private static void sendToBoth(AdapterSession session, String address) {
        Map<String, Long> empty = session.positions(address, StartPosition.LATEST);
        for (int i = 0; i < 40; i++) {
            CloudEvent event = event("e-" + i, "key-" + i).build();
            session.send(address, List.of(event));
        }
        assertThat(session.positions(address, StartPosition.LATEST))
                .allSatisfy((partition, end) -> assertThat(end).isGreaterThan(empty.get(partition)));
    }

    private static Map<String, Long> at(Delivery delivery, long position) {
        return Map.of(delivery.assignment().partition(), position);
    }

    /** Brokers know times to the millisecond: what was sent before this returns has an earlier one, later events have not. */
    private static Instant theNextMillisecond() {
        long now = System.currentTimeMillis();
        while (System.currentTimeMillis() <= now + 1) {
            Thread.onSpinWait();
        }
        return Instant.ofEpochMilli(now + 2);
    }
}
