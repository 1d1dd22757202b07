package io.sidetrack.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.adapter.Assignment;
import io.sidetrack.api.adapter.Capabilities;
import io.sidetrack.api.adapter.Delivery;
import io.sidetrack.api.event.EventKeys;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What holds for the adapter of a log-like broker: partitions, positions, hand-over, a stream for each subscription. */
public abstract non-sealed class LogAdapterContract extends PositionsContract {

    @Test
    void says_that_it_is_log_like() {
        assertThat(capabilities().kind()).isEqualTo(Capabilities.Kind.LOG);
    }

    @Test
    void settling_a_position_settles_all_before_it() {
        AdapterSession session = connect();
        String address = address();
        session.send(address, events("k", 0, 5));
        ReceiverProbe first = session.open(address, SUBSCRIPTION);
        first.request(5);
        settle(first, first.await(5).get(2));
        session.close(first);

        ReceiverProbe second = session.open(address, SUBSCRIPTION);
        second.request(2);
        assertThat(ids(second.await(2))).containsExactly("e-3", "e-4");
    }

    @Test
    void settling_a_lower_position_later_takes_nothing_back() {
        AdapterSession session = connect();
        String address = address();
        session.send(address, events("k", 0, 4));
        ReceiverProbe first = session.open(address, SUBSCRIPTION);
        first.request(4);
        settle(first, first.await(4).get(2));
        settle(first, first.await(4).get(0));
        session.close(first);

        ReceiverProbe second = session.open(address, SUBSCRIPTION);
        second.request(1);
        assertThat(ids(second.await(1))).containsExactly("e-3");
    }

    @Test
    void events_of_one_key_share_a_partition() {
        AdapterSession session = connect();
        String address = broker().createAddress(4);
        List<CloudEvent> events = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            events.add(event("e-" + i, "key-" + i % 20).build());
        }
        session.send(address, events);

        ReceiverProbe probe = session.open(address, SUBSCRIPTION);
        probe.request(200);
        Map<String, Set<String>> partitions = probe.await(200).stream()
                .collect(Collectors.groupingBy(
                        LogAdapterContract::key,
                        Collectors.mapping(delivery -> delivery.assignment().partition(), Collectors.toSet())));
        assertThat(partitions)
                .hasSize(20)
                .allSatisfy((key, of) -> assertThat(of).hasSize(1));
        assertThat(partitions.values().stream().distinct())
                .as("partitions in use")
                .hasSizeGreaterThan(1);
    }

    @Test
    void each_subscription_gets_every_event() {
        AdapterSession session = connect();
        String address = broker().createAddress(2);
        session.send(address, events("a", 0, 5));
        session.send(address, events("b", 5, 10));

        for (String subscription : List.of("one", "two")) {
            ReceiverProbe probe = session.open(address, subscription);
            probe.request(10);
            assertThat(ids(probe.await(10)))
                    .as(subscription)
                    .containsExactlyInAnyOrderElementsOf(
                            events("any", 0, 10).stream().map(CloudEvent::getId).toList());
        }
    }

    @Test
    void a_source_resumes_behind_the_lower_one_of_what_kernel_and_broker_know() {
        assumeTrue(capabilities().replayable(), "the broker cannot go back");
        AdapterSession session = connect();
        String address = address();
        session.send(address, events("k", 0, 10));
        ReceiverProbe first = session.open(address, SUBSCRIPTION);
        first.request(10);
        List<Delivery> all = first.await(10);
        settle(first, all.get(5));
        session.close(first);
        String partition = all.get(0).assignment().partition();

        assertThat(firstAfter(session, address, Map.of(partition, all.get(2).position())))
                .isEqualTo("e-3");
        assertThat(firstAfter(session, address, Map.of(partition, all.get(8).position())))
                .isEqualTo("e-6");
        assertThat(firstAfter(session, address, Map.of())).isEqualTo("e-6");
    }

    private static String firstAfter(AdapterSession session, String address, Map<String, Long> committed) {
        ReceiverProbe probe = session.open(session.resuming(address, SUBSCRIPTION, committed));
        probe.request(1);
        String id = ids(probe.await(1)).get(0);
        session.close(probe);
        return id;
    }

    @Test
    void sources_of_one_subscription_share_the_partitions() {
        AdapterSession session = connect();
        String address = broker().createAddress(4);
        ReceiverProbe first = session.open(address, SUBSCRIPTION);
        first.awaitAssigned(4);

        ReceiverProbe second = connectOther().open(address, SUBSCRIPTION);

        Set<String> taken = partitions(second.awaitAssigned(2));
        assertThat(taken).hasSize(2);
        assertThat(partitions(first.awaitAssigned(2))).hasSize(2).doesNotContainAnyElementsOf(taken);
        first.request(40);
        second.request(40);
        for (int i = 0; i < 40; i++) {
            session.send(address, List.of(event("e-" + i, "key-" + i).build()));
        }
        ReceiverProbe observer = session.open(address, "observer");
        observer.request(40);
        long ofSecond = observer.await(40).stream()
                .filter(delivery -> taken.contains(delivery.assignment().partition()))
                .count();
        List<Delivery> arrived = new ArrayList<>(second.await((int) ofSecond));
        arrived.addAll(first.await(40 - (int) ofSecond));
        assertThat(ids(arrived)).hasSize(40).doesNotHaveDuplicates();
    }

    @Test
    void a_partition_is_handed_over_when_its_source_is_done_with_it_and_what_was_settled_does_not_come_again() {
        AdapterSession session = connect();
        String address = broker().createAddress(2);
        for (int i = 0; i < 20; i++) {
            session.send(address, List.of(event("e-" + i, "key-" + i).build()));
        }
        ReceiverProbe first = session.probe().holdingRevoked();
        session.open(session.request(address, SUBSCRIPTION), first);
        first.awaitAssigned(2);
        first.request(20);
        List<Delivery> all = first.await(20);

        AdapterSession other = connectOther();
        ReceiverProbe second = other.probe();
        other.open(other.request(address, SUBSCRIPTION), second);
        second.request(20);
        Set<String> leaving = partitions(first.awaitRevoking());
        List<Delivery> handedOver = all.stream()
                .filter(delivery -> leaving.contains(delivery.assignment().partition()))
                .toList();
        settle(first, handedOver.get(handedOver.size() - 2));
        assertThat(second.deliveries()).as("before the hand-over").isEmpty();
        first.releaseRevoked();

        Delivery next = second.await(1).get(0);
        assertThat(second.await(1).stream()
                        .filter(delivery ->
                                leaving.contains(delivery.assignment().partition())))
                .extracting(Delivery::position)
                .allMatch(position ->
                        position >= handedOver.get(handedOver.size() - 1).position());
        assertThat(next.assignment().epoch())
                .as("epoch")
                .isGreaterThan(handedOver.get(0).assignment().epoch());
    }

    @Test
    void partitions_of_a_source_that_closes_go_to_the_others() {
        AdapterSession session = connect();
        String address = broker().createAddress(4);
        ReceiverProbe first = session.open(address, SUBSCRIPTION);
        first.awaitAssigned(4);
        AdapterSession other = connectOther();
        ReceiverProbe second = other.open(address, SUBSCRIPTION);
        second.awaitAssigned(2);

        session.close(first);

        assertThat(partitions(second.awaitAssigned(4))).hasSize(4);
    }

    private static Set<String> partitions(List<Assignment> assignments) {
        return assignments.stream().map(Assignment::partition).collect(Collectors.toCollection(HashSet::new));
    }

    private static String key(Delivery delivery) {
        return String.valueOf(EventKeys.defaultKey(ReceiverProbe.event(delivery)));
    }
}
