package io.sidetrack.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sidetrack.api.adapter.Capabilities;
import io.sidetrack.api.adapter.Delivery;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What holds for the adapter of a queue-like broker: each message to one source, settled by itself, marked when it comes again. */
public abstract non-sealed class QueueAdapterContract extends ReaderContract {

    @Test
    void says_that_it_is_queue_like() {
        assertThat(capabilities().kind()).isEqualTo(Capabilities.Kind.QUEUE);
    }

    @Test
    void deliveries_are_settled_one_by_one_in_any_order() {
        AdapterSession session = connect();
        String address = address();
        session.send(address, events("k", 0, 5));
        ReceiverProbe first = session.open(address, SUBSCRIPTION);
        first.request(5);
        List<Delivery> all = first.await(5);
        settle(first, all.get(3));
        settle(first, all.get(1));
        session.close(first);

        ReceiverProbe second = session.open(address, SUBSCRIPTION);
        second.request(5);
        assertThat(ids(second.await(3))).containsExactlyInAnyOrder("e-0", "e-2", "e-4");
        session.send(address, events("k", 5, 6));
        assertThat(ids(second.await(4))).last().isEqualTo("e-5");
    }

    @Test
    void many_deliveries_are_settled_at_once() {
        AdapterSession session = connect();
        String address = address();
        session.send(address, events("k", 0, 5));
        ReceiverProbe first = session.open(address, SUBSCRIPTION);
        first.request(5);
        Delivery third = first.await(5).get(2);
        first.source().settleUpTo(third.assignment(), third.position());
        session.close(first);

        ReceiverProbe second = session.open(address, SUBSCRIPTION);
        second.request(5);
        assertThat(ids(second.await(2))).containsExactlyInAnyOrder("e-3", "e-4");
        session.send(address, events("k", 5, 6));
        assertThat(ids(second.await(3))).last().isEqualTo("e-5");
    }

    @Test
    void settling_many_at_once_under_an_assignment_of_the_past_is_dropped() {
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

        second.source().settleUpTo(old.assignment(), old.position());
        session.close(second);

        ReceiverProbe third = session.open(address, SUBSCRIPTION);
        third.request(2);
        assertThat(ids(third.await(2))).containsExactly("e-0", "e-1");
    }

    @Test
    void what_comes_again_is_marked_and_keeps_its_place() {
        assumeTrue(capabilities().redelivering(), "the broker does not deliver again");
        AdapterSession session = connect();
        String address = address();
        session.send(address, events("k", 0, 3));
        ReceiverProbe first = session.open(address, SUBSCRIPTION);
        first.request(2);
        assertThat(first.await(2)).noneMatch(Delivery::redelivered);
        session.close(first);

        ReceiverProbe second = session.open(address, SUBSCRIPTION);
        second.request(3);
        List<Delivery> again = second.await(3);
        assertThat(again.stream()
                        .filter(Delivery::redelivered)
                        .map(delivery -> ReceiverProbe.event(delivery).getId()))
                .contains("e-0", "e-1");
        if (capabilities().ordered()) {
            assertThat(ids(again)).containsExactly("e-0", "e-1", "e-2");
        }
    }

    @Test
    void sources_compete_and_each_message_goes_to_one() {
        AdapterSession session = connect();
        String address = address();
        ReceiverProbe first = session.open(address, "one");
        ReceiverProbe second = connectOther().open(address, "two");
        first.request(5);
        second.request(5);

        session.send(address, events("k", 0, 10));

        List<Delivery> arrived = new ArrayList<>(first.await(5));
        arrived.addAll(second.await(5));
        assertThat(ids(arrived)).hasSize(10).doesNotHaveDuplicates();
    }

    @Test
    void what_a_source_leaves_unsettled_goes_to_the_others() {
        assumeTrue(capabilities().redelivering(), "the broker does not deliver again");
        AdapterSession session = connect();
        String address = address();
        session.send(address, events("k", 0, 2));
        ReceiverProbe first = session.open(address, "one");
        first.request(2);
        first.await(2);
        ReceiverProbe second = connectOther().open(address, "two");
        second.request(2);

        session.close(first);

        assertThat(ids(second.await(2))).containsExactlyInAnyOrder("e-0", "e-1");
    }
}
