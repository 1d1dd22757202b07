package io.sidetrack.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sidetrack.api.adapter.CompetingConsumerException;
import io.sidetrack.api.adapter.Delivery;
import io.sidetrack.api.adapter.SourceRequest;
import io.sidetrack.testkit.Settled;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What holds for who reads: alone or beside other kernels, and how much there is for it still. */
abstract sealed class ReaderContract extends BrokerAdapterContract permits PositionsContract, QueueAdapterContract {

    @Test
    void a_source_that_must_be_alone_takes_nothing_while_another_kernel_reads_and_all_of_it_afterwards() {
        AdapterSession session = connect();
        String address = address();
        session.send(address, events("k", 0, 2));
        AdapterSession other = connectOther();
        ReceiverProbe reads = other.open(address, SUBSCRIPTION);
        reads.request(10);
        reads.await(2);

        ReceiverProbe refused = session.probe();
        assertThat(failureOf(session, session.exclusive(address, SUBSCRIPTION), refused))
                .isInstanceOf(CompetingConsumerException.class)
                .hasMessageContaining(address);
        session.send(address, events("k", 2, 4));
        assertThat(ids(reads.await(4))).as("the other goes on").containsExactly("e-0", "e-1", "e-2", "e-3");
        assertThat(refused.deliveries()).isEmpty();

        other.close(reads);
        ReceiverProbe alone = openInTime(session, session.exclusive(address, SUBSCRIPTION));
        alone.request(10);
        assertThat(ids(alone.await(4))).containsExactlyInAnyOrder("e-0", "e-1", "e-2", "e-3");
    }

    @Test
    void of_two_sources_that_must_be_alone_one_is_refused() {
        AdapterSession session = connect();
        String address = address();
        ReceiverProbe first = session.open(session.exclusive(address, SUBSCRIPTION));
        first.request(10);

        AdapterSession other = connectOther();
        ReceiverProbe second = other.probe();
        assertThat(failureOf(other, other.exclusive(address, SUBSCRIPTION), second))
                .isInstanceOf(CompetingConsumerException.class);

        session.send(address, events("k", 0, 3));
        assertThat(ids(first.await(3))).containsExactly("e-0", "e-1", "e-2");
        assertThat(second.deliveries()).isEmpty();
    }

    @Test
    void one_that_comes_beside_a_source_that_must_be_alone_is_refused_or_has_it_for_itself() {
        AdapterSession session = connect();
        String address = address();
        ReceiverProbe alone = session.open(session.exclusive(address, SUBSCRIPTION));
        alone.request(10);

        AdapterSession other = connectOther();
        ReceiverProbe second = other.probe();
        Throwable refusal = openingOf(other, other.request(address, SUBSCRIPTION), second);

        ReceiverProbe reads = refusal == null ? second : alone;
        if (refusal == null) {
            assertThat(alone.awaitFailed()).isInstanceOf(CompetingConsumerException.class);
            second.request(10);
        }
        session.send(address, events("k", 0, 3));
        assertThat(ids(reads.await(3))).containsExactly("e-0", "e-1", "e-2");
        assertThat((reads == alone ? second : alone).deliveries()).isEmpty();
    }

    @Test
    void a_source_that_must_be_alone_does_not_compete_with_others_of_its_kernel_nor_with_its_own_past() {
        AdapterSession session = connect();
        String address = address();
        String beside = address();
        ReceiverProbe first = session.open(session.exclusive(address, SUBSCRIPTION));
        session.open(session.exclusive(beside, SUBSCRIPTION)).request(10);
        first.request(10);
        session.send(address, events("k", 0, 1));
        first.await(1);

        broker().disconnect();

        AdapterSession again = connect();
        ReceiverProbe back = openInTime(again, again.exclusive(address, SUBSCRIPTION));
        back.request(10);
        assertThat(ids(back.await(1))).containsExactly("e-0");
    }

    @Test
    void lag_counts_what_is_not_settled() {
        AdapterSession session = connect();
        String address = address();
        session.send(address, events("k", 0, 5));
        ReceiverProbe probe = session.open(address, SUBSCRIPTION);
        probe.request(3);
        List<Delivery> arrived = probe.await(3);
        assumeTrue(lag(session, probe) >= 0, "the broker does not tell");

        settle(probe, arrived.get(0));
        settle(probe, arrived.get(1));

        long lag = lag(session, probe);
        for (long until = deadline(); lag != 3 && System.nanoTime() < until; ) {
            lag = lag(session, probe); // a broker may count a moment later
        }
        assertThat(lag).isEqualTo(3);
    }

    private long lag(AdapterSession session, ReceiverProbe probe) {
        return Settled.value(session.onContext(probe.source()::lag), broker().patience());
    }

    private long deadline() {
        return System.nanoTime() + broker().patience().toNanos();
    }

    /** Why a source is not opened; {@code null} where it is, and is assigned something. */
    private @Nullable Throwable openingOf(AdapterSession session, SourceRequest request, ReceiverProbe probe) {
        var answer = Settled.of(
                session.onContext(() -> session.connection().openSource(request, probe)), broker().patience());
        if (answer.failure() != null) {
            return answer.failure();
        }
        probe.opened(Objects.requireNonNull(answer.value()));
        return probe.awaitAssignedOrFailed();
    }

    private Throwable failureOf(AdapterSession session, SourceRequest request, ReceiverProbe probe) {
        Throwable failure = openingOf(session, request, probe);
        if (failure == null) {
            throw new AssertionError("expected that the source does not open, found one that does");
        }
        return failure;
    }

    /** Looks again as the kernel does, for one that waits until the broker has noticed that others are gone. */
    private ReceiverProbe openInTime(AdapterSession session, SourceRequest request) {
        Throwable last = null;
        for (long until = deadline(); System.nanoTime() < until; ) {
            ReceiverProbe probe = session.probe();
            last = openingOf(session, request, probe);
            if (last == null) {
                return probe;
            }
        }
        throw new AssertionError("it does not open in time", last);
    }
}
