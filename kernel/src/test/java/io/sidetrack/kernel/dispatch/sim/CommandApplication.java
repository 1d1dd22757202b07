package io.sidetrack.kernel.dispatch.sim;

import io.sidetrack.api.error.Cause;
import io.sidetrack.kernel.dispatch.sim.MemorySiding.Entry;
import io.sidetrack.kernel.store.Command;
import io.sidetrack.kernel.store.Emission;
import io.sidetrack.kernel.store.Outcome;
import io.sidetrack.kernel.store.Outcome.Applied;
import io.sidetrack.kernel.store.Outcome.Conflict;
import io.sidetrack.kernel.store.Outcome.Reason;
import io.sidetrack.kernel.store.Received;
import io.sidetrack.kernel.store.StateWrite;
import io.sidetrack.kernel.store.Status;
import io.sidetrack.kernel.store.Verdict;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What each command of a shard does to the tables: it takes effect whole, or answers a conflict and changes nothing. */
final class CommandApplication {
    private final MemoryTables tables;
    private final MemorySubscription subscription;
    private final long nowMillis;

    CommandApplication(MemoryTables tables, MemorySubscription subscription, long nowMillis) {
        this.tables = tables;
        this.subscription = subscription;
        this.nowMillis = nowMillis;
    }

    Outcome apply(Command command) {
        if (command instanceof Command.Done done) {
            return done(done);
        } else if (command instanceof Command.Divert divert) {
            return divert(divert);
        } else if (command instanceof Command.Park park) {
            return park(park);
        } else if (command instanceof Command.Decide decide) {
            return decide(decide);
        } else if (command instanceof Command.Start start) {
            return start(start);
        } else if (command instanceof Command.Settle settle) {
            return settle(settle);
        } else if (command instanceof Command.Fail fail) {
            return fail(fail);
        }
        return move((Command.Move) command);
    }

    private Outcome done(Command.Done done) {
        Conflict refusal = tables.refusal(done.emits());
        if (refusal != null) {
            return refusal;
        }
        subscription.record(done.receipt(), done.lane() == null ? "" : done.lane(), done.state() != null, nowMillis);
        effects(done.state(), done.emits());
        return Outcome.APPLIED;
    }

    private Outcome divert(Command.Divert divert) {
        if (subscription.sidings.containsKey(divert.lane())) {
            return conflict(Reason.SIDING, "lane " + divert.lane() + " has a siding already");
        }
        MemorySiding siding = tables.openSiding(subscription, divert.lane());
        Entry head = new Entry(tables.nextSeq(), divert.received());
        siding.entries.add(head);
        MemoryErrored errored = errored(divert.erroredId(), siding, head);
        errored.fail(divert.status(), divert.dueMillis(), divert.attempts(), divert.note(), nowMillis);
        subscription.record(divert.receipt(), divert.lane(), true, nowMillis);
        return new Applied(errored.version, false, 0);
    }

    private Outcome park(Command.Park park) {
        MemorySiding siding = subscription.sidings.get(park.lane());
        if (siding == null) {
            return conflict(Reason.SIDING, "lane " + park.lane() + " has no siding");
        }
        siding.entries.add(new Entry(tables.nextSeq(), park.received()));
        subscription.record(park.receipt(), park.lane(), true, nowMillis);
        return Outcome.APPLIED;
    }

    private Outcome decide(Command.Decide decide) {
        MemoryErrored errored = tables.errored.get(decide.erroredId());
        if (errored == null || !errored.subscription.equals(subscription.name)) {
            return conflict(Reason.NOT_FOUND, "there is no errored event " + decide.erroredId());
        }
        if (decide.expectedVersion() != -1 && decide.expectedVersion() != errored.version) {
            return conflict(Reason.VERSION, "somebody decided before", errored);
        }
        boolean restores = decide.verdict() instanceof Verdict.Restore;
        boolean permitted = restores ? errored.status == Status.DISCARDED : errored.status.isDecidable();
        if (!permitted || isUnconfirmed(errored, decide.verdict())) {
            return conflict(Reason.STATUS, "it is " + errored.status.text(), errored);
        }
        Outcome outcome = verdict(errored, decide);
        if (outcome instanceof Applied applied) {
            errored.version++;
            errored.changedMillis = nowMillis;
            errored.handled += decide.handler() ? 1 : 0;
            tables.audit(
                    decide.by(),
                    decide.verdict().getClass().getSimpleName(),
                    errored.id,
                    new JsonObject().put("note", decide.note()));
            return new Applied(errored.version, applied.closed(), applied.released());
        }
        return outcome;
    }

    private static boolean isUnconfirmed(MemoryErrored errored, Verdict verdict) {
        return verdict instanceof Verdict.Restore restore
                ? errored.state().cause().kind() == Cause.Kind.INDETERMINATE && !restore.confirmed()
                : errored.status == Status.INDETERMINATE
                        && !(verdict instanceof Verdict.Resubmit resubmit && resubmit.confirmed())
                        && !(verdict instanceof Verdict.Discard || verdict instanceof Verdict.Redirect);
    }

    private Outcome verdict(MemoryErrored errored, Command.Decide decide) {
        Verdict verdict = decide.verdict();
        if (verdict instanceof Verdict.Resubmit resubmit) {
            resubmit(errored, resubmit, decide.by(), decide.note());
        } else if (verdict instanceof Verdict.RetryLater later) {
            errored.resolve("retry-later", decide.by(), decide.note(), nowMillis);
            errored.status = Status.RETRYING;
            errored.dueMillis = later.dueMillis();
        } else if (verdict instanceof Verdict.Outage) {
            errored.resolve("outage", decide.by(), decide.note(), nowMillis);
            errored.status = Status.OUTAGE;
        } else if (verdict instanceof Verdict.Leave) {
            errored.status = Status.OPEN;
        } else if (verdict instanceof Verdict.Discard discard) {
            return discard(errored, discard.wholeSiding(), decide);
        } else if (verdict instanceof Verdict.Redirect redirect) {
            return redirect(errored, redirect, decide);
        } else if (verdict instanceof Verdict.Restore restore) {
            return restore(errored, restore, decide);
        }
        return Outcome.APPLIED;
    }

    private void resubmit(MemoryErrored errored, Verdict.Resubmit resubmit, String by, String note) {
        if (resubmit.edited() != null) {
            errored.edit(resubmit.edited(), by, nowMillis);
        }
        errored.resolve(resubmit.edited() == null ? "resubmit" : "edit", by, note, nowMillis);
        errored.status = resubmit.movedToLane() == null ? Status.DECIDED : Status.MOVING;
        errored.movedToLane = resubmit.movedToLane();
        errored.movedToKey = resubmit.movedToKey();
    }

    private Outcome discard(MemoryErrored errored, boolean whole, Command.Decide decide) {
        MemorySiding siding = subscription.sidings.get(errored.lane);
        if (siding == null || (whole && siding.entries.get(0).errored != errored)) {
            return conflict(Reason.STATUS, "it is not the head of its siding", errored);
        }
        errored.resolve("discard", decide.by(), decide.note(), nowMillis);
        errored.conclude("succeeded", nowMillis);
        errored.status = Status.DISCARDED;
        if (!whole) {
            return leave(siding, errored);
        }
        long followers = siding.entries.size() - 1L;
        for (Entry entry : siding.entries) {
            if (entry.errored != null) {
                entry.errored.status = Status.DISCARDED;
                entry.errored.changedMillis = nowMillis;
            }
        }
        siding.entries.clear();
        subscription.sidings.remove(siding.lane);
        return new Applied(0, true, followers);
    }

    private Outcome redirect(MemoryErrored errored, Verdict.Redirect redirect, Command.Decide decide) {
        MemorySiding siding = subscription.sidings.get(errored.lane);
        if (siding == null || errored.current.event() == null) {
            return conflict(Reason.STATUS, "it is no event on a siding", errored);
        }
        if (redirect.remote()) {
            errored.resolve("redirect", decide.by(), decide.note(), nowMillis);
            errored.status = Status.DECIDED;
            errored.redirectTo = redirect.channel();
            return Outcome.APPLIED;
        }
        String channel = redirect.channel();
        Conflict refusal = tables.refusal(List.of(new Emission(channel, errored.current.event())));
        if (refusal != null) {
            return refusal;
        }
        tables.append(channel, errored.current.event());
        errored.resolve("redirect", decide.by(), decide.note(), nowMillis);
        errored.conclude("succeeded", nowMillis);
        errored.status = Status.REDIRECTED;
        return leave(siding, errored);
    }

    private Outcome restore(MemoryErrored errored, Verdict.Restore restore, Command.Decide decide) {
        errored.resolve("restore", decide.by(), decide.note(), nowMillis);
        errored.lane = restore.lane() == null ? errored.lane : restore.lane();
        errored.restored(restore.key());
        MemorySiding siding = subscription.sidings.get(errored.lane);
        if (siding == null) {
            siding = tables.openSiding(subscription, errored.lane);
        }
        long before = siding.entries.size();
        join(siding, errored);
        return new Applied(0, false, before);
    }

    /** It stands at the tail, and is to be run. */
    private void join(MemorySiding siding, MemoryErrored errored) {
        Entry entry = new Entry(tables.nextSeq(), errored.current);
        entry.errored = errored;
        siding.entries.add(entry);
        errored.sidingId = siding.id;
        errored.status = Status.DECIDED;
    }

    private Applied leave(MemorySiding siding, MemoryErrored errored) {
        siding.entries.removeIf(entry -> entry.errored == errored);
        boolean closed = siding.entries.isEmpty();
        if (closed) {
            subscription.sidings.remove(siding.lane);
        }
        return new Applied(0, closed, siding.entries.size());
    }

    private Outcome start(Command.Start start) {
        MemoryErrored errored = tables.errored.get(start.erroredId());
        if (errored == null) {
            return conflict(Reason.NOT_FOUND, "there is no errored event " + start.erroredId());
        }
        if (!mayRun(errored)) {
            return conflict(Reason.STATUS, "it is " + errored.status.text(), errored);
        }
        MemorySiding siding = subscription.sidings.get(errored.lane);
        if (siding == null || siding.entries.get(0).errored != errored) {
            return conflict(Reason.SIDING, "it is not the head of its siding", errored);
        }
        errored.status = Status.RUNNING;
        return new Applied(errored.version, false, 0);
    }

    private static boolean mayRun(MemoryErrored errored) {
        return switch (errored.status) {
            case DECIDED, RETRYING, OUTAGE, RUNNING -> true;
            default -> false;
        };
    }

    /** Only what was decided to run can have run; a conflict where the head is not that, else {@code null}. */
    private static @Nullable Conflict refusal(@Nullable MemoryErrored head, @Nullable String erroredId) {
        if (head == null) {
            return erroredId == null ? null : conflict(Reason.NOT_FOUND, "there is no errored event " + erroredId);
        }
        if (!head.id.equals(erroredId)) {
            return conflict(Reason.NOT_FOUND, "the head is errored event " + head.id, head);
        }
        return mayRun(head) ? null : conflict(Reason.STATUS, "it is " + head.status.text(), head);
    }

    private Outcome settle(Command.Settle settle) {
        MemorySiding siding = subscription.sidings.get(settle.lane());
        Entry head = head(siding, settle.seq());
        if (siding == null || head == null) {
            return conflict(Reason.NOT_FOUND, "entry " + settle.seq() + " is no head of " + settle.lane());
        }
        Conflict notRun = refusal(head.errored, settle.erroredId());
        if (notRun != null) {
            return notRun;
        }
        if (settle.closes() != (siding.entries.size() == 1)) {
            return conflict(Reason.SIDING, "the siding holds " + siding.entries.size() + " entries");
        }
        Conflict refusal = tables.refusal(settle.emits());
        if (refusal != null) {
            return refusal;
        }
        siding.entries.remove(0);
        if (settle.closes()) {
            subscription.sidings.remove(settle.lane());
        }
        MemoryErrored errored = head.errored;
        if (errored != null) {
            errored.status = errored.redirectTo == null ? Status.SUCCEEDED : Status.REDIRECTED;
            errored.version++;
            errored.changedMillis = nowMillis;
            errored.conclude("succeeded", nowMillis);
        }
        effects(settle.state(), settle.emits());
        return new Applied(errored == null ? 0 : errored.version, settle.closes(), siding.entries.size());
    }

    private Outcome fail(Command.Fail fail) {
        MemorySiding siding = subscription.sidings.get(fail.lane());
        Entry head = head(siding, fail.seq());
        if (siding == null || head == null) {
            return conflict(Reason.NOT_FOUND, "entry " + fail.seq() + " is no head of " + fail.lane());
        }
        MemoryErrored errored = head.errored;
        Conflict notRun = errored == null ? null : refusal(errored, fail.erroredId());
        if (notRun != null) {
            return notRun;
        }
        if (errored == null) {
            errored = errored(fail.erroredId(), siding, head);
        } else {
            errored.version++;
        }
        errored.fail(fail.status(), fail.dueMillis(), fail.attempts(), fail.note(), nowMillis);
        return new Applied(errored.version, false, 0);
    }

    private Outcome move(Command.Move move) {
        MemoryErrored errored = tables.errored.get(move.erroredId());
        MemorySiding from = subscription.sidings.get(move.lane());
        Entry entry = from == null
                ? null
                : from.entries.stream()
                        .filter(e -> e.seq == move.seq() && e.errored == errored)
                        .findFirst()
                        .orElse(null);
        if (from == null || errored == null || entry == null) {
            return conflict(Reason.NOT_FOUND, "entry " + move.seq() + " is not on " + move.lane());
        }
        if (errored.status != Status.MOVING || !move.toLane().equals(errored.movedToLane)) {
            return conflict(Reason.STATUS, "it is " + errored.status.text(), errored);
        }
        Applied left = leave(from, errored);
        MemorySiding to = subscription.sidings.get(move.toLane());
        if (to == null) {
            to = tables.openSiding(subscription, move.toLane());
        }
        errored.moved();
        errored.lane = to.lane;
        join(to, errored);
        return new Applied(errored.version, left.closed(), left.released());
    }

    private MemoryErrored errored(String id, MemorySiding siding, Entry entry) {
        Received received = entry.received();
        MemoryErrored errored = new MemoryErrored(id, subscription.name, siding.lane, siding.id, received, nowMillis);
        entry.errored = errored;
        tables.errored.put(id, errored);
        return errored;
    }

    private void effects(@Nullable StateWrite state, List<Emission> emits) {
        if (state != null && state.state() != null) {
            subscription.states.put(state.key(), state.state());
        } else if (state != null) {
            subscription.states.remove(state.key());
        }
        for (Emission emission : emits) {
            tables.append(emission.channel(), emission.event());
        }
    }

    private static @Nullable Entry head(@Nullable MemorySiding siding, long seq) {
        return siding == null || siding.entries.isEmpty() || siding.entries.get(0).seq != seq
                ? null
                : siding.entries.get(0);
    }

    private static Conflict conflict(Reason reason, String detail) {
        return new Conflict(reason, detail, 0, null);
    }

    private static Conflict conflict(Reason reason, String detail, MemoryErrored errored) {
        return new Conflict(reason, detail, errored.version, errored.status);
    }
}
