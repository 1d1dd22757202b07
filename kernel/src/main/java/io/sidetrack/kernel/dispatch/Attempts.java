package io.sidetrack.kernel.dispatch;

import io.sidetrack.api.error.Cause;
import io.sidetrack.api.error.Cause.Kind;
import io.sidetrack.api.processor.Result;
import io.sidetrack.kernel.dispatch.AttemptTask.Phase;
import io.sidetrack.kernel.store.AttemptRecord;
import io.sidetrack.kernel.store.Received;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Attempts under way: at most so many at once, each with a token and a deadline. A time-out is indeterminate, so the key waits
 * until the attempt has really ended; a late result is dropped whole.
 */
final class Attempts {
    private static final String NEVER_ENDED = "and has not ended: whether it had effects is not known";

    private static final long STUCK = 1_000_000_000;

    private final Shard shard;
    private final ShardSettings settings;
    private final long timeout;
    private final long grace;
    private final AttemptLine deadlines = new AttemptLine();
    private final AttemptLine graces = new AttemptLine();
    /** Discarded attempts that have not ended: neither their events nor others of their keys may run unasked. */
    private final List<AttemptTask> unended = new ArrayList<>(0);

    private boolean armed;
    private int running;
    private long lastStart;

    Attempts(Shard shard, ShardSettings settings) {
        this.shard = shard;
        this.settings = settings;
        this.timeout = settings.timeout().toNanos();
        this.grace = settings.grace().toNanos();
    }

    String subscription() {
        return settings.subscription();
    }

    int running() {
        return running;
    }

    boolean isFull() {
        return running >= settings.concurrency();
    }

    /** Whether none has started for so long that whatever limit is reached is held by keys in trouble. */
    boolean isStuck() {
        return shard.clock().nanos() - lastStart >= Math.min(STUCK, timeout / 2);
    }

    /** Starts the next attempt of an entry, which becomes the lane's current one. It may end within this call. */
    void start(Entry entry) {
        Cause condemnation = shard.condemnation(entry);
        if (condemnation != null) {
            entry.started = true;
            entry.lane.current = entry;
            shard.failures().refuse(entry, condemnation, "");
            return;
        }
        if (isBesideUnended(entry)) {
            entry.started = true;
            entry.lane.current = entry;
            shard.failures().refuse(entry, outOfTime(Kind.INDETERMINATE, NEVER_ENDED), "");
            return;
        }
        shard.circuit().started();
        AttemptTask task = new AttemptTask(this, entry, shard.clock().nanos());
        lastStart = task.startedNanos;
        Lane lane = entry.lane;
        lane.current = entry;
        lane.attempt = task;
        entry.started = true;
        entry.waiting = false;
        entry.tries++;
        running++;
        shard.invoker().invoke(task);
        if (task.phase == Phase.RUNNING) {
            deadlines.add(task);
            arm();
        }
    }

    /** The processor answered. Its first answer counts, and only while the attempt was in time. */
    void ended(AttemptTask task, @Nullable Result result, @Nullable Throwable failure) {
        Phase was = task.phase;
        if (was == Phase.ENDED || shard.isStopped()) {
            return;
        }
        task.phase = Phase.ENDED;
        if (task.line != null) {
            task.line.remove(task);
        }
        if (was == Phase.ABANDONED) {
            return;
        }
        running--;
        Entry entry = task.entry;
        entry.lane.attempt = null;
        if (was == Phase.DISCARDED) {
            shard.lanes().wake(entry.lane);
        } else if (was == Phase.OUT_OF_TIME) {
            failed(task, outOfTime(Kind.TIMEOUT, "and ended later: its result was dropped"));
        } else if (failure != null) {
            failed(task, shard.causes().of(failure));
        } else if (result == null) {
            failed(task, shard.causes().of(Kind.FAILED, "NoResult", "the processor returned null; expected a Result"));
        } else {
            shard.circuit().succeeded();
            shard.results().returned(entry, result);
        }
        shard.pump();
    }

    /** The lane's attempt was built on a result that was undone. */
    static void discard(Lane lane) {
        if (lane.attempt != null) {
            lane.attempt.phase = Phase.DISCARDED;
        }
    }

    private void failed(AttemptTask task, Cause cause) {
        Entry entry = task.entry;
        long took = (shard.clock().nanos() - task.startedNanos) / 1_000_000;
        entry.failed(new AttemptRecord(task.number, shard.clock().wallMillis() - took, took, cause));
        shard.circuit().failed(entry.lane, cause);
        shard.failures().failed(entry, cause);
    }

    private void arm() {
        if (!armed) {
            AttemptTask first = deadlines.peek();
            AttemptTask second = graces.peek();
            long due = Math.min(
                    first == null ? Long.MAX_VALUE : first.startedNanos + timeout,
                    second == null ? Long.MAX_VALUE : second.startedNanos + timeout + grace);
            if (due != Long.MAX_VALUE) {
                armed = true;
                shard.after(Math.max(1, due - shard.clock().nanos()), this::sweep);
            }
        }
    }

    /** Deadlines stand in the order of the starts, because all attempts of a shard have the same time. */
    private void sweep() {
        armed = false;
        long now = shard.clock().nanos();
        for (AttemptTask task = deadlines.peek();
                task != null && now - task.startedNanos >= timeout;
                task = deadlines.peek()) {
            deadlines.remove(task);
            if (task.phase == Phase.RUNNING) {
                task.phase = Phase.OUT_OF_TIME;
            }
            graces.add(task);
            shard.invoker().interrupt(task); // may end it within the call
        }
        for (AttemptTask task = graces.peek();
                task != null && now - task.startedNanos >= timeout + grace;
                task = graces.peek()) {
            graces.remove(task);
            abandon(task);
        }
        arm();
    }

    private void abandon(AttemptTask task) {
        boolean discarded = task.phase == Phase.DISCARDED;
        task.phase = Phase.ABANDONED;
        running--;
        task.entry.lane.attempt = null;
        if (discarded) {
            unended.add(task);
            shard.lanes().wake(task.entry.lane);
            return;
        }
        Kind kind = settings.idempotent() ? Kind.TIMEOUT : Kind.INDETERMINATE;
        failed(task, outOfTime(kind, NEVER_ENDED));
    }

    /**
     * Whether a discarded attempt at the event, or at another one of its key, still runs. Each is asked about once, because the
     * answer goes to the store: then a person confirms.
     */
    private boolean isBesideUnended(Entry entry) {
        if (unended.isEmpty()) {
            return false;
        }
        unended.removeIf(task -> task.phase == Phase.ENDED);
        boolean beside = unended.removeIf(task -> isSame(task.entry.received(), entry.received()));
        for (AttemptTask task : unended) {
            if (!task.told && entry.lane.key != null && entry.lane.key.equals(task.entry.lane.key)) {
                task.told = true;
                beside = true;
            }
        }
        return beside && !settings.idempotent();
    }

    /** The same event, on the main line or on a siding since. */
    private static boolean isSame(Received one, Received other) {
        return one.position() == other.position()
                && one.channel().equals(other.channel())
                && one.partition().equals(other.partition());
    }

    /** The events whose attempts have not ended and must not run again unasked; none where they may. */
    Set<EventIdentity> unended() {
        Set<EventIdentity> events = new LinkedHashSet<>();
        if (!settings.idempotent()) {
            deadlines.forEach(task -> events.add(task.identity()));
            graces.forEach(task -> events.add(task.identity()));
            unended.stream().filter(task -> task.phase != Phase.ENDED).forEach(task -> events.add(task.identity()));
        }
        return events;
    }

    private Cause outOfTime(Kind kind, String what) {
        return shard.causes()
                .of(
                        kind,
                        "Timeout",
                        "the attempt took longer than " + settings.timeout().toMillis() + " ms " + what);
    }
}
