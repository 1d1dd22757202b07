package io.sidetrack.kernel.dispatch;

import io.sidetrack.api.error.Cause;
import io.sidetrack.api.error.Cause.Kind;
import io.sidetrack.kernel.dispatch.Lane.Mode;
import io.sidetrack.kernel.store.Command;
import io.sidetrack.kernel.store.Emission;
import io.sidetrack.kernel.store.Outcome;
import io.sidetrack.kernel.store.Receipt;
import io.sidetrack.kernel.store.StateWrite;
import io.sidetrack.kernel.store.Status;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Deliveries on their way: processed in the order of their lane, or parked where the lane has a siding. */
final class MainLine {
    private final Shard shard;

    /**
     * Whether the next event of a key may run on an uncommitted result: where source, state and sinks are all in the store, commits
     * go in the order of the decisions and a conflict undoes what was built on it.
     */
    private final boolean speculative;

    private long processed;
    private long diverted;
    private long parked;

    MainLine(Shard shard, boolean speculative) {
        this.shard = shard;
        this.speculative = speculative;
    }

    long processed() {
        return processed;
    }

    long diverted() {
        return diverted;
    }

    long parked() {
        return parked;
    }

    /** Starts what may start of a lane without a siding. */
    void run(Lane lane) {
        while (lane.current == null && lane.mode == Mode.MAIN && !lane.broken) {
            Entry entry = lane.queue.peek();
            if (entry == null || (!speculative && !lane.submitted.isEmpty())) {
                return;
            }
            if (entry.finished) {
                lane.queue.poll();
            } else if (entry.joining != null) {
                if (!lane.submitted.isEmpty()) {
                    return;
                }
                lane.queue.poll();
                entry.joining.joins(true);
            } else if (entry.forced != null || entry.event() == null) {
                lane.queue.poll();
                shard.failures().refuse(entry, reason(entry), "");
            } else if (!shard.mayStartMainLine()) {
                shard.lanes().awaitSlot(lane);
                return;
            } else if (!shard.states().isLoaded(lane)) {
                return;
            } else {
                lane.queue.poll();
                shard.attempts().start(entry);
            }
        }
    }

    /** Park before invoke: arrivals of a lane with a siding step onto it and are not processed. */
    void park(Lane lane) {
        for (Entry entry = lane.queue.peek(); entry != null && lane.decisions == 0; entry = lane.queue.peek()) {
            if (entry.joining != null && lane.current != null) {
                return; // what runs says with its result whether it is the last, and joining may fail
            }
            lane.queue.poll();
            if (entry.finished) {
                continue;
            }
            if (entry.joining != null) {
                entry.joining.joins(false);
                continue;
            }
            park(lane, entry);
        }
    }

    private void park(Lane lane, Entry entry) {
        Receipt receipt = receipt(entry);
        lane.remaining++;
        parked++;
        shard.commits()
                .submit(lane, entry, new Command.Park(lane.chain, lane.id(), receipt, entry.received()), this::parked);
    }

    private void parked(Submission submission, Outcome outcome) {
        if (outcome instanceof Outcome.Conflict conflict) {
            shard.lanes().conflicted(submission, conflict);
        } else {
            shard.parkedMore(1);
            settled(submission);
        }
    }

    /** The processor's result takes effect. Where there is nothing to write, the delivery is settled at once. */
    void done(Entry entry, @Nullable StateWrite state, List<Emission> emits) {
        Lane lane = entry.lane;
        Partition partition = Objects.requireNonNull(entry.partition);
        if (state == null && emits.isEmpty() && partition.isSettledAtSource()) {
            processed++;
            partition.settled(entry);
            shard.lanes().wake(lane);
            return;
        }
        shard.commits()
                .submit(
                        lane,
                        entry,
                        new Command.Done(lane.chain, lane.id, receipt(entry), state, emits),
                        this::committed);
    }

    private void committed(Submission submission, Outcome outcome) {
        if (outcome instanceof Outcome.Conflict conflict) {
            shard.lanes().conflicted(submission, conflict);
        } else {
            processed++;
            settled(submission);
        }
    }

    /** The entry becomes the head of a siding, and what waits behind it in the lane follows at once. */
    void divert(Entry entry, Status status, long dueMillis, String note) {
        Lane lane = entry.lane;
        shard.lanes().name(lane, entry);
        shard.lanes().sidings().add(lane.id());
        diverted++;
        String erroredId = shard.newId();
        Receipt receipt = receipt(entry);
        shard.commits()
                .submit(
                        lane,
                        entry,
                        new Command.Divert(
                                lane.chain,
                                lane.id(),
                                receipt,
                                entry.received(),
                                erroredId,
                                status,
                                dueMillis,
                                List.copyOf(entry.failures),
                                note),
                        this::diverted);
        lane.mode = Mode.PARKING;
        shard.lanes().wake(lane);
    }

    private void diverted(Submission submission, Outcome outcome) {
        Lane lane = submission.lane();
        if (outcome instanceof Outcome.Conflict conflict) {
            shard.lanes().sidings().remove(lane.id());
            shard.lanes().conflicted(submission, conflict);
            return;
        }
        Command.Divert divert = (Command.Divert) submission.command();
        shard.parkedMore(1);
        settled(submission);
        Cause cause = divert.attempts().get(divert.attempts().size() - 1).cause();
        shard.driver().errored(divert.erroredId(), lane, divert.status(), divert.dueMillis(), cause);
    }

    private void settled(Submission submission) {
        Entry entry = Objects.requireNonNull(submission.entry());
        Objects.requireNonNull(entry.partition).settled(entry);
        shard.lanes().wake(submission.lane());
    }

    /** The receipt that will stand in the store: a redelivery below it must be looked up from now on. */
    private Receipt receipt(Entry entry) {
        entry.started = true;
        Receipt receipt = entry.receipt();
        Objects.requireNonNull(entry.partition)
                .marked(Objects.requireNonNull(entry.delivery).position());
        return receipt;
    }

    private Cause reason(Entry entry) {
        if (entry.forced != null) {
            return entry.forced;
        }
        String problem = entry.received().problem();
        return shard.causes().of(Kind.UNDECODABLE, "Undecodable", problem == null ? "the bytes are no event" : problem);
    }
}
