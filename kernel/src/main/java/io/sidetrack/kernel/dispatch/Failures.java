package io.sidetrack.kernel.dispatch;

import io.sidetrack.api.error.Cause;
import io.sidetrack.api.error.Cause.Kind;
import io.sidetrack.kernel.store.ErroredState;
import io.sidetrack.kernel.store.Status;

/** What follows a failed attempt: another one in place, or an errored event. */
final class Failures {
    private final Shard shard;
    private final ShardSettings settings;
    private final Backoff backoff;
    private long failed;

    Failures(Shard shard, ShardSettings settings, Backoff backoff) {
        this.shard = shard;
        this.settings = settings;
        this.backoff = backoff;
    }

    long count() {
        return failed;
    }

    /** An attempt failed: its record stands in the entry. */
    void failed(Entry entry, Cause cause) {
        failed++;
        if (entry.lane.broken) {
            shard.lanes().wake(entry.lane); // runs anew on what the store has
        } else if (isRetriable(cause) && entry.tries < settings.attempts()) {
            retry(entry);
        } else {
            errored(entry, statusAfter(entry, cause), 0, "");
        }
    }

    /** The event is errored without another attempt, for a reason that lies outside of the processor. */
    void refuse(Entry entry, Cause cause, String note) {
        Clock clock = shard.clock();
        entry.failed(new io.sidetrack.kernel.store.AttemptRecord(entry.nextAttempt(), clock.wallMillis(), 0, cause));
        errored(entry, statusAfter(entry, cause), 0, note);
    }

    private Status statusAfter(Entry entry, Cause cause) {
        if (cause.kind() == Kind.INDETERMINATE) {
            return Status.INDETERMINATE;
        }
        if (shard.circuit().isOpen() && isRetriable(cause)) {
            return Status.OUTAGE;
        }
        ErroredState before = entry.errored();
        boolean handlersMayDecide = shard.handlers().size() > 0
                && entry.event() != null
                && (before == null || before.handled() < settings.maxHandled());
        return handlersMayDecide ? Status.HANDLING : Status.OPEN;
    }

    /** The next attempt in place: the lane waits, no thread and no other key does. A long wait is served on a siding. */
    private void retry(Entry entry) {
        long delay = backoff.nanos(entry.tries);
        if (delay > settings.patience().toNanos()) {
            errored(entry, Status.RETRYING, shard.clock().wallMillis() + delay / 1_000_000, "");
            return;
        }
        Lane lane = entry.lane;
        if (entry.partition != null && entry.partition.hasLeft()) {
            lane.current = null;
            entry.partition.restart(entry); // somebody else retries it
            shard.lanes().wake(lane);
            return;
        }
        entry.waiting = true;
        shard.after(delay, () -> {
            if (lane.current == entry && entry.waiting) {
                entry.waiting = false;
                lane.current = null;
                if (entry.parked == null && !entry.finished) {
                    entry.started = false; // nothing of it is under way: it may still go with its partition
                    lane.queue.addFirst(entry);
                }
                shard.lanes().wake(lane);
                shard.pump();
            }
        });
    }

    private void errored(Entry entry, Status status, long dueMillis, String note) {
        entry.lane.current = null;
        if (entry.parked == null) {
            shard.mainLine().divert(entry, status, dueMillis, note);
        } else {
            shard.driver().fail(entry, status, dueMillis, note);
        }
    }

    private static boolean isRetriable(Cause cause) {
        return cause.kind() == Kind.FAILED || cause.kind() == Kind.TIMEOUT;
    }
}
