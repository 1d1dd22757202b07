package io.sidetrack.kernel.dispatch;

import io.sidetrack.api.error.Cause;
import io.sidetrack.api.error.Cause.Kind;
import io.sidetrack.kernel.dispatch.Lane.Mode;
import io.sidetrack.kernel.store.Command;
import io.sidetrack.kernel.store.Drivable;
import io.sidetrack.kernel.store.Emission;
import io.sidetrack.kernel.store.ErroredState;
import io.sidetrack.kernel.store.Outcome;
import io.sidetrack.kernel.store.SidingEntry;
import io.sidetrack.kernel.store.SidingView;
import io.sidetrack.kernel.store.StateWrite;
import io.sidetrack.kernel.store.Status;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Drives sidings that need no person: asks the handlers about an errored head, runs a decided one again, then the parked ones in
 * order, and gives the lane back to the main line with the last. So many at once as there are drivers; the others wait in the
 * store and are found by scanning, so that no siding is left without a driver.
 */
final class SidingDriver {
    static final int PAGE = 128;
    private static final long RESCAN_MILLIS = 10_000;

    private final Shard shard;
    private final ShardSettings settings;
    private final boolean speculative;
    private int driven;

    /** Settlements that are with the store. */
    private int settling;

    private boolean scanWanted = true;
    private boolean scanning;
    private long scanFrom;

    /** Something became drivable that the pass under way may have left behind. */
    private boolean passAgain;

    private long wakeAt = Long.MAX_VALUE;
    private long resolved;

    SidingDriver(Shard shard, ShardSettings settings, boolean speculative) {
        this.shard = shard;
        this.settings = settings;
        this.speculative = speculative;
    }

    /** Entries of sidings that are done. */
    long resolved() {
        return resolved;
    }

    void scanSoon() {
        scanWanted = true;
        passAgain = true;
        scanFrom = 0;
    }

    /** The lane's siding needs driving now. */
    void want(Lane lane) {
        if (lane.driven) {
            lane.wantsDrive = true;
            shard.lanes().wake(lane);
        } else if (driven >= settings.drivers() || !shard.circuit().permits() || shard.isDraining()) {
            scanWanted = true;
            passAgain = true;
        } else {
            driven++;
            lane.driven = true;
            lane.wantsDrive = true;
            shard.lanes().wake(lane);
        }
    }

    void release(Lane lane) {
        lane.wantsDrive = false;
        if (lane.driven) {
            lane.driven = false;
            driven--;
        }
    }

    /** An event became errored, or failed again; that is durable. */
    void errored(String erroredId, Lane lane, Status status, long dueMillis, Cause cause) {
        shard.errored(erroredId, lane, status, cause);
        shard.circuit().errored(erroredId, lane, status, cause);
        if (status == Status.HANDLING) {
            want(lane);
        } else if (status == Status.RETRYING) {
            dueAt(dueMillis);
        }
    }

    /** Looks for sidings without a driver, where there is reason to and a driver is free. */
    void scan() {
        if (!scanWanted
                || scanning
                || driven >= settings.drivers()
                || !shard.circuit().permits()
                || shard.isDraining()) {
            return;
        }
        scanning = true;
        scanWanted = false;
        if (scanFrom == 0) {
            passAgain = false;
        }
        int limit = shard.circuit().isOpen() ? 1 : settings.drivers() - driven;
        shard.read(
                shard.store()
                        .readDrivable(settings.subscription(), shard.clock().wallMillis(), scanFrom, limit),
                found -> scanned(found, limit));
    }

    /** The circuit lets one attempt through: the oldest head that would run by itself shall be it. */
    void probe() {
        scanSoon();
        shard.lanes().wakeWaiting();
    }

    private void scanned(Drivable found, int limit) {
        scanning = false;
        dueAt(found.nextDueMillis());
        for (String id : found.lanes()) {
            Lane lane = shard.lanes().named(id);
            boolean closedSince = lane.mode == Mode.MAIN && !lane.broken;
            if (!lane.moving && !closedSince) {
                want(lane);
            }
        }
        if (found.lanes().size() >= limit) {
            scanFrom = found.lastSidingId();
            scanWanted = true;
        } else {
            scanFrom = 0;
            scanWanted |= passAgain;
        }
    }

    /** Once nothing is left to drive after an outage, and all of it is durable, the main line goes on. */
    void checkRecovered() {
        boolean idle = driven == 0 && settling == 0 && !scanWanted && !scanning;
        if (shard.circuit().isRecovering() && idle) {
            shard.circuit().recovered();
            shard.lanes().wakeWaiting();
            shard.later(() -> {});
        }
    }

    private void dueAt(long dueMillis) {
        if (dueMillis == Long.MAX_VALUE) {
            return;
        }
        long now = shard.clock().wallMillis();
        long at = Math.min(dueMillis, now + RESCAN_MILLIS); // the wall clock may jump: look again now and then
        if (at < wakeAt || wakeAt <= now) {
            wakeAt = at;
            shard.after(Math.max(1, at - now) * 1_000_000, () -> {
                wakeAt = Long.MAX_VALUE;
                scanWanted = true;
                passAgain = true;
            });
        }
    }

    /** The store answered with the siding of a lane that wants to be driven. */
    void drive(Lane lane, SidingView view) {
        lane.wantsDrive = false;
        lane.mode = Mode.DRIVING;
        lane.remaining = view.count();
        lane.lastSeq = 0;
        lane.page.clear();
        add(lane, view.entries());
    }

    /** Does the next thing at the head of a driven lane. */
    void step(Lane lane) {
        while (lane.current == null && lane.mode == Mode.DRIVING && !lane.broken && !lane.reading) {
            if (shard.isDraining()) {
                stop(lane);
                return;
            }
            Entry head = lane.page.peek();
            if (head == null) {
                readOn(lane);
                return;
            }
            if (!speculative && lane.settling > 0) {
                return;
            }
            if (!advance(lane, head)) {
                return;
            }
        }
    }

    /** Answers whether the lane may go on at once. */
    private boolean advance(Lane lane, Entry head) {
        ErroredState errored = head.errored();
        Status status = errored == null || head.begun ? Status.RUNNING : errored.status();
        switch (status) {
            case RUNNING -> {
                return run(lane, head);
            }
            case HANDLING -> {
                lane.current = head;
                shard.decisions().ask(head);
                return true;
            }
            case DECIDED -> {
                return begin(lane, head);
            }
            case OUTAGE -> {
                if (shard.circuit().permits()) {
                    return begin(lane, head);
                }
                stop(lane);
            }
            case RETRYING -> {
                long due = Objects.requireNonNull(errored).dueMillis();
                if (due <= shard.clock().wallMillis()) {
                    head.tries = errored.attempts();
                    return begin(lane, head);
                }
                stop(lane);
                dueAt(due);
            }
            case MOVING -> {
                stop(lane);
                shard.decisions().move(lane, head);
            }
            case OPEN, INDETERMINATE -> stop(lane);
            default ->
                throw new IllegalStateException(
                        "errored event " + errored + " has left its siding and is still its head");
        }
        return true;
    }

    /**
     * Runs an errored event again. That it is running is recorded, so that a restart knows and nobody decides on it meanwhile:
     * before it runs where anything outside the store takes part, else as soon as it takes time. What ends at once is settled
     * before anybody can decide.
     */
    private boolean begin(Lane lane, Entry head) {
        if (speculative && redirectTo(head) == null) {
            boolean goesOn = run(lane, head);
            if (lane.current == head) {
                head.begun = true;
                record(lane, head, () -> {});
            }
            return goesOn;
        }
        lane.current = head;
        record(lane, head, () -> {
            head.begun = true;
            if (lane.current == head) {
                lane.current = null;
            }
        });
        return true;
    }

    private void record(Lane lane, Entry head, Runnable recorded) {
        String id = Objects.requireNonNull(head.errored()).id();
        shard.commits().submit(lane, head, new Command.Start(lane.chain, id), (submission, outcome) -> {
            recorded.run();
            if (outcome instanceof Outcome.Conflict conflict) {
                shard.lanes().conflicted(submission, conflict);
            } else {
                shard.lanes().wake(lane);
            }
        });
    }

    private boolean run(Lane lane, Entry head) {
        if (lane.forced != null && lane.forcedSeq == seq(head)) {
            Cause forced = lane.forced;
            lane.forced = null;
            shard.failures().refuse(head, forced, "");
        } else if (head.event() == null) {
            String problem = head.received().problem();
            shard.failures()
                    .refuse(
                            head,
                            shard.causes().of(Kind.UNDECODABLE, "Undecodable", problem == null ? "no event" : problem),
                            "");
        } else if (redirectTo(head) != null) {
            shard.results().redirect(head, Objects.requireNonNull(redirectTo(head)));
        } else if (!shard.mayStart()) {
            shard.lanes().awaitSlot(lane);
            return false;
        } else if (!shard.states().isLoaded(lane)) {
            return false;
        } else {
            shard.attempts().start(head);
        }
        return true;
    }

    private static @Nullable String redirectTo(Entry head) {
        ErroredState errored = head.errored();
        return errored == null ? null : errored.redirectTo();
    }

    /** The head is done. With the last entry the siding closes, and the lane is the main line again. */
    void settle(Entry head, @Nullable StateWrite state, List<Emission> emits) {
        Lane lane = head.lane;
        boolean closes = lane.remaining == 1;
        ErroredState errored = head.errored();
        String erroredId = errored == null ? null : errored.id();
        lane.page.poll();
        lane.remaining--;
        lane.settling++;
        settling++;
        shard.commits()
                .submit(
                        lane,
                        head,
                        new Command.Settle(lane.chain, lane.id(), seq(head), erroredId, closes, state, emits),
                        (submission, outcome) -> settled(submission, outcome, closes, erroredId));
        if (closes) {
            lane.mode = Mode.MAIN;
            release(lane);
        }
        shard.lanes().wake(lane);
    }

    private void settled(Submission submission, Outcome outcome, boolean closes, @Nullable String erroredId) {
        Lane lane = submission.lane();
        lane.settling--;
        settling--;
        if (outcome instanceof Outcome.Conflict conflict) {
            shard.lanes().conflicted(submission, conflict);
            want(lane); // it may have been given back to the main line already
            return;
        }
        resolved++;
        shard.parkedMore(-1);
        if (closes) {
            shard.lanes().sidings().remove(lane.id());
        }
        if (erroredId != null) {
            shard.listener().succeeded(erroredId);
        }
        shard.lanes().wake(lane);
    }

    /** The head failed, for the first time or again. */
    void fail(Entry head, Status status, long dueMillis, String note) {
        Lane lane = head.lane;
        ErroredState errored = head.errored();
        String erroredId = errored == null ? shard.newId() : errored.id();
        lane.mode = Mode.HOLD;
        Cause cause = head.failures.get(head.failures.size() - 1).cause();
        shard.commits()
                .submit(
                        lane,
                        head,
                        new Command.Fail(
                                lane.chain,
                                lane.id(),
                                seq(head),
                                erroredId,
                                status,
                                dueMillis,
                                List.copyOf(head.failures),
                                note),
                        (submission, outcome) -> {
                            if (outcome instanceof Outcome.Conflict conflict) {
                                shard.lanes().conflicted(submission, conflict);
                                return;
                            }
                            if (lane.mode == Mode.HOLD) {
                                lane.mode = Mode.PARKING;
                            }
                            lane.page.clear();
                            release(lane);
                            errored(erroredId, lane, status, dueMillis, cause);
                            shard.lanes().wake(lane);
                        });
    }

    private void stop(Lane lane) {
        lane.mode = Mode.PARKING;
        lane.page.clear();
        lane.loading = false;
        release(lane);
        shard.lanes().wake(lane);
    }

    /** Reads the next page, once everything of the lane is in the store, so that none is missed. */
    private void readOn(Lane lane) {
        lane.loading = true;
        if (!lane.isQuiet()) {
            return;
        }
        shard.sidingReads().want(lane, lane.lastSeq, PAGE, view -> {
            lane.loading = false;
            if (!lane.broken && lane.mode == Mode.DRIVING) {
                if (view.entries().isEmpty()) {
                    shard.lanes().spoil(lane);
                } else {
                    add(lane, view.entries());
                }
            }
        });
    }

    private static void add(Lane lane, List<SidingEntry> entries) {
        for (SidingEntry entry : entries) {
            lane.page.add(Entry.parked(lane, entry));
            lane.lastSeq = entry.seq();
        }
    }

    private static long seq(Entry entry) {
        return Objects.requireNonNull(entry.parked).seq();
    }
}
