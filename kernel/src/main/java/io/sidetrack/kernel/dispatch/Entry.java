package io.sidetrack.kernel.dispatch;

import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.sidetrack.api.adapter.Delivery;
import io.sidetrack.api.error.Cause;
import io.sidetrack.kernel.store.AttemptRecord;
import io.sidetrack.kernel.store.ErroredState;
import io.sidetrack.kernel.store.Receipt;
import io.sidetrack.kernel.store.Received;
import io.sidetrack.kernel.store.SidingEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One event under way in a lane: a delivery of the main line, an entry of a siding, or one that steps onto the siding by a decision. */
final class Entry extends IntrusiveQueue.Member<Entry> {
    final Lane lane;

    /** Where it was received; {@code null} for an entry of a siding. */
    final @Nullable Partition partition;

    final @Nullable Delivery delivery;

    /** Its place on a siding; {@code null} for a delivery. */
    final @Nullable SidingEntry parked;

    /** What steps onto the siding here by a decision, when its turn has come; {@code null} for an event under way. */
    final @Nullable Joining joining;

    /** Of the data of a delivery. */
    final int bytes;

    /** Why it fails without being run, or {@code null}. */
    @Nullable
    Cause forced;

    /** Its errored event is recorded as running. */
    boolean begun;

    /** Attempts in this run. */
    int tries;

    /** Failed attempts of this run that the store does not know yet. */
    List<AttemptRecord> failures = List.of();

    /** An attempt or a command was made of it, so that it must end before its partition may go. */
    boolean started;

    /** Waits for its next attempt in place. */
    boolean waiting;

    /** Settled, or forgotten with its partition. */
    boolean finished;

    /** Given back with its partition: neither it nor anything behind it in a log may be settled. */
    boolean forgotten;

    /** Its place in the order of receipt of its partition. */
    long place;

    private Entry(
            Lane lane,
            @Nullable Partition partition,
            @Nullable Delivery delivery,
            @Nullable SidingEntry parked,
            @Nullable Joining joining) {
        this.lane = lane;
        this.partition = partition;
        this.delivery = delivery;
        this.parked = parked;
        this.joining = joining;
        this.bytes = delivery == null ? 0 : bytes(delivery);
    }

    static int bytes(Delivery delivery) {
        CloudEvent event = delivery.event();
        CloudEventData data = event == null ? null : event.getData();
        byte[] bytes = data == null ? delivery.raw() : data.toBytes();
        return bytes == null ? 0 : bytes.length;
    }

    static Entry delivered(Lane lane, Partition partition, Delivery delivery) {
        return new Entry(lane, partition, delivery, null, null);
    }

    static Entry parked(Lane lane, SidingEntry parked) {
        return new Entry(lane, null, null, parked, null);
    }

    static Entry joining(Lane lane, Joining joining) {
        return new Entry(lane, null, null, null, joining);
    }

    /** Steps onto the siding of a lane at its place among the arrivals. */
    @FunctionalInterface
    interface Joining {
        /** @param makesSiding whether the lane has none, and nothing of it is under way */
        void joins(boolean makesSiding);
    }

    @Nullable
    CloudEvent event() {
        return delivery != null ? delivery.event() : side().received().event();
    }

    String channel() {
        return partition != null ? partition.channel() : side().received().channel();
    }

    @Nullable
    ErroredState errored() {
        return parked == null ? null : parked.errored();
    }

    /** Of one that may be given to the processor. */
    EventIdentity identity() {
        return EventIdentity.of(channel(), Objects.requireNonNull(event()));
    }

    int revision() {
        ErroredState errored = errored();
        return errored == null ? 0 : errored.revision();
    }

    /** The number of the next attempt, counted over retries and resubmissions. */
    int nextAttempt() {
        ErroredState errored = errored();
        return (errored == null ? 0 : errored.attempts()) + failures.size() + 1;
    }

    void failed(AttemptRecord failure) {
        if (failures.isEmpty()) {
            failures = new ArrayList<>(2);
        }
        failures.add(failure);
    }

    Receipt receipt() {
        return partition == null ? Receipt.NONE : partition.receipt(Objects.requireNonNull(delivery));
    }

    Received received() {
        if (partition == null) {
            return side().received();
        }
        Delivery from = Objects.requireNonNull(delivery);
        return new Received(
                partition.channel(),
                from.assignment().partition(),
                from.position(),
                lane.key,
                from.event(),
                from.raw(),
                from.problem());
    }

    private SidingEntry side() {
        return Objects.requireNonNull(parked);
    }
}
