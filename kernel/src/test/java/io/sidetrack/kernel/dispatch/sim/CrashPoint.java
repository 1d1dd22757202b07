package io.sidetrack.kernel.dispatch.sim;

import static java.util.Objects.requireNonNull;

import io.sidetrack.kernel.dispatch.ShardSettings.Output;
import io.sidetrack.kernel.dispatch.ShardSettings.ReceiptKind;
import io.sidetrack.kernel.store.Command;
import io.sidetrack.kernel.store.Outcome;
import io.sidetrack.kernel.store.Status;
import io.sidetrack.kernel.store.Verdict;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The rows of the crash table in {@code kernel/README.md}: steps right after which the process may die, and what a restart then
 * finds in the store and at the broker.
 */
enum CrashPoint {
    PUBLISH_NOT_COMMITTED("publish received, not committed", left -> left.sent() == null),
    PUBLISHED_NOT_ANSWERED("publish committed, 202 not sent", left -> left.sent() != null),
    DELIVERED_NOT_STARTED("delivered, not started", left -> left.isHeld() && left.entry() == null),
    STARTED_NOT_ENDED("effect outside the store, attempt not ended", left -> left.isHeld() && left.entry() == null),
    EMIT_SENT_NOT_CONFIRMED("remote emit sent, not confirmed", left -> !left.isDone()),
    EMIT_CONFIRMED_NOT_COMMITTED("remote emit confirmed, not committed", left -> !left.isDone()),
    RESULT_NOT_COMMITTED("result submitted, not committed", left -> left.isHeld() && !left.isDone()),
    COMMITTED_NOT_ACKNOWLEDGED(
            "committed, not acknowledged", left -> left.isOver() && left.isHeld() == left.isRemote()),
    FAILED_NOT_COMMITTED("failed, siding not committed", left -> left.isHeld() && left.entry() == null),
    SIDING_NOT_ACKNOWLEDGED(
            "siding committed, not acknowledged",
            left -> left.errored() != null && left.isHead() && left.isHeld() == left.isRemote()),
    PARKED("parked behind a head", left -> left.entry() != null && left.isHeld() == left.isRemote()),
    HANDLERS_ASKED("handlers asked, none has answered", left -> left.is(Status.HANDLING)),
    DECISION_NOT_COMMITTED(
            "decided by a handler or a person, not committed",
            left -> requireNonNull(left.errored()).status.isDecidable()),
    DECIDED_NOT_STARTED("decided, not started", left -> left.is(Status.DECIDED)),
    RUNNING_NOT_SETTLED("running again, not settled", left -> left.is(Status.RUNNING) && left.isHead()),
    FAILED_AGAIN_NOT_COMMITTED(
            "failed again, not committed",
            left -> left.isHead()
                    && (left.isRemote()
                            ? left.is(Status.RUNNING)
                            : hasRunAgain(requireNonNull(left.errored()).status))),
    SETTLED_WITH_ENTRIES_BEHIND("settled, more entries behind", Remains::isSettled),
    LAST_ENTRY_SETTLED("last entry settled, siding closed in the same commit", Remains::isSettled),
    KEY_EDITED("key edited: `moving`, not yet in the other lane", left -> left.is(Status.MOVING)),
    MOVED("moved to the other lane, not started there", left -> left.is(Status.DECIDED)),
    DISCARDED("discarded, followers not started", Remains::isGone),
    SIDING_DISCARDED("whole siding discarded", Remains::isGone),
    RESTORED("restored, not started", left -> left.is(Status.DECIDED) && left.entry() != null),
    REDIRECTED("redirected, followers not started", left -> left.isGone() && left.isIn(Scenario.ASIDE)),
    REDIRECT_DECIDED("redirect to a remote channel decided, not sent", left -> left.is(Status.DECIDED)),
    REDIRECT_SENT("redirect sent, not confirmed", left -> left.is(Status.RUNNING) && left.isHead()),
    REDIRECT_CONFIRMED("redirect confirmed, not committed", left -> left.is(Status.RUNNING) && left.isHead()),
    WAITS_FOR_RETRY("waiting for its retry", left -> left.is(Status.RETRYING)),
    IN_OUTAGE("failed in an outage, circuit open", left -> left.is(Status.OUTAGE)),
    OUT_OF_TIME("attempt out of time, never ended", left -> !left.isDone() && (left.isHeld() || left.entry() != null)),
    PAUSED("paused", Remains::isPaused);

    /** How the row is called in the table. */
    final String row;

    private final Predicate<Remains> seen;

    CrashPoint(String row, Predicate<Remains> seen) {
        this.row = row;
        this.seen = seen;
    }

    /** Whether what the process left behind is what the table says that a restart sees. */
    boolean isSeen(Remains left) {
        return seen.test(left);
    }

    /** Where emits are in the store there is no moment between the two. */
    boolean exists(Column column) {
        boolean remoteEmit = this == EMIT_SENT_NOT_CONFIRMED || this == EMIT_CONFIRMED_NOT_COMMITTED;
        return !remoteEmit || column != Column.EMBEDDED;
    }

    /** The columns of the table, and the kinds of brokers that the simulator has for them. */
    enum Column {
        EMBEDDED("embedded"),
        LOG("Kafka"),
        QUEUE("RabbitMQ");

        final String title;

        Column(String title) {
            this.title = title;
        }

        /** The column of an event of such a source, or {@code null} where source, state and sinks are in the store only in part. */
        static @Nullable Column of(Scenario.Shape shape, ReceiptKind kind) {
            return switch (kind) {
                case MARK -> LOG;
                case INBOX -> QUEUE;
                case POSITION -> isAllInStore(shape) ? EMBEDDED : null;
            };
        }

        private static boolean isAllInStore(Scenario.Shape shape) {
            return shape.sources().values().stream().allMatch(kind -> kind == ReceiptKind.POSITION)
                    && shape.settings().outputs().values().stream().allMatch(Output::embedded);
        }
    }

    /** The point that the process is at when it has handed this command to the store. */
    static Optional<CrashPoint> submitted(Command command, @Nullable MemoryErrored errored) {
        if (command instanceof Command.Done) {
            return Optional.of(RESULT_NOT_COMMITTED);
        } else if (command instanceof Command.Divert) {
            return Optional.of(FAILED_NOT_COMMITTED);
        } else if (command instanceof Command.Fail && errored != null && hasRunAgain(errored.status)) {
            return Optional.of(FAILED_AGAIN_NOT_COMMITTED);
        }
        boolean open = command instanceof Command.Decide && errored != null && errored.status.isDecidable();
        return open ? Optional.of(DECISION_NOT_COMMITTED) : Optional.empty();
    }

    private static boolean hasRunAgain(Status status) {
        return switch (status) {
            case RUNNING, DECIDED, RETRYING, OUTAGE -> true;
            default -> false;
        };
    }

    /** The point that the process is at when the store has applied this command, and nobody knows yet. */
    static Optional<CrashPoint> durable(Command command, Outcome.Applied applied) {
        if (command instanceof Command.Done) {
            return Optional.of(COMMITTED_NOT_ACKNOWLEDGED);
        } else if (command instanceof Command.Divert divert) {
            return failed(divert.status()).or(() -> Optional.of(SIDING_NOT_ACKNOWLEDGED));
        } else if (command instanceof Command.Fail fail) {
            return failed(fail.status());
        } else if (command instanceof Command.Park) {
            return Optional.of(PARKED);
        } else if (command instanceof Command.Start) {
            return Optional.of(RUNNING_NOT_SETTLED);
        } else if (command instanceof Command.Settle settle) {
            return Optional.of(settle.closes() ? LAST_ENTRY_SETTLED : SETTLED_WITH_ENTRIES_BEHIND);
        } else if (command instanceof Command.Move) {
            return Optional.of(MOVED);
        }
        return command instanceof Command.Decide decide ? decided(decide.verdict(), applied) : Optional.empty();
    }

    private static Optional<CrashPoint> failed(Status status) {
        return switch (status) {
            case RETRYING -> Optional.of(WAITS_FOR_RETRY);
            case OUTAGE -> Optional.of(IN_OUTAGE);
            case INDETERMINATE -> Optional.of(OUT_OF_TIME);
            default -> Optional.empty();
        };
    }

    private static Optional<CrashPoint> decided(Verdict verdict, Outcome.Applied applied) {
        if (verdict instanceof Verdict.Resubmit resubmit) {
            return Optional.of(resubmit.movedToLane() == null ? DECIDED_NOT_STARTED : KEY_EDITED);
        } else if (verdict instanceof Verdict.Discard discard && discard.wholeSiding()) {
            return Optional.of(SIDING_DISCARDED);
        } else if (verdict instanceof Verdict.Discard) {
            return applied.released() > 0 ? Optional.of(DISCARDED) : Optional.empty();
        } else if (verdict instanceof Verdict.Restore) {
            return Optional.of(RESTORED);
        } else if (verdict instanceof Verdict.Redirect redirect && redirect.remote()) {
            return Optional.of(REDIRECT_DECIDED);
        } else if (verdict instanceof Verdict.Redirect) {
            return applied.released() > 0 ? Optional.of(REDIRECTED) : Optional.empty();
        }
        if (verdict instanceof Verdict.Outage) {
            return Optional.of(IN_OUTAGE);
        }
        return verdict instanceof Verdict.RetryLater ? Optional.of(WAITS_FOR_RETRY) : Optional.empty();
    }
}
