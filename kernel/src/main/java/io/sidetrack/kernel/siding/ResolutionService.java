package io.sidetrack.kernel.siding;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.error.Cause.Kind;
import io.sidetrack.kernel.siding.ResolutionException.Reason;
import io.sidetrack.kernel.store.ErrorStore;
import io.sidetrack.kernel.store.ErrorStore.ErroredSummary;
import io.sidetrack.kernel.store.Outcome;
import io.sidetrack.kernel.store.Received;
import io.sidetrack.kernel.store.Status;
import io.sidetrack.kernel.store.Verdict;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** Checks what a person asks for, hands it to the shard, and tells the truth about the outcome. Thread-safe. */
public final class ResolutionService implements Resolutions {
    private final ErrorStore errors;
    private final ShardDecisions shards;

    public ResolutionService(ErrorStore errors, ShardDecisions shards) {
        this.errors = errors;
        this.shards = shards;
    }

    @Override
    public Future<Long> resubmit(
            String erroredId,
            long expectedVersion,
            @Nullable CloudEvent edited,
            boolean confirmed,
            String by,
            String note) {
        return find(erroredId, expectedVersion)
                .compose(summary -> {
                    check(summary, edited, confirmed);
                    return decide(
                            summary, expectedVersion, new Verdict.Resubmit(edited, null, null, confirmed), by, note);
                })
                .map(Outcome.Applied::version);
    }

    @Override
    public Future<Long> redirect(String erroredId, long expectedVersion, String channel, String by, String note) {
        return find(erroredId, expectedVersion)
                .compose(summary -> {
                    if (summary.received().event() == null) {
                        throw new ResolutionException(
                                Reason.INVALID,
                                "errored event " + erroredId + " is no event ("
                                        + summary.received().problem()
                                        + "); it can only be resubmitted with an event in its place, or discarded",
                                summary.version(),
                                summary.status());
                    }
                    return decide(summary, expectedVersion, new Verdict.Redirect(channel), by, note);
                })
                .map(Outcome.Applied::version);
    }

    @Override
    public Future<Long> discard(String erroredId, long expectedVersion, boolean wholeSiding, String by, String note) {
        return find(erroredId, expectedVersion)
                .compose(summary -> decide(summary, expectedVersion, new Verdict.Discard(wholeSiding), by, note))
                .map(Outcome.Applied::released);
    }

    @Override
    public Future<Restored> restore(String erroredId, long expectedVersion, boolean confirmed, String by, String note) {
        return find(erroredId, expectedVersion)
                .compose(summary -> {
                    if (summary.status() != Status.DISCARDED) {
                        throw new ResolutionException(
                                Reason.STATUS,
                                "errored event " + erroredId + " is "
                                        + summary.status().text() + "; only a discarded one can be restored",
                                summary.version(),
                                summary.status());
                    }
                    checkConfirmed(summary, summary.cause().kind() == Kind.INDETERMINATE, confirmed);
                    Verdict verdict = new Verdict.Restore(summary.received(), null, null, confirmed);
                    return decide(summary, expectedVersion, verdict, by, note);
                })
                .map(applied -> new Restored(applied.version(), applied.released()));
    }

    private Future<ErroredSummary> find(String erroredId, long expectedVersion) {
        return errors.find(erroredId).map(found -> {
            ErroredSummary summary = found.orElseThrow(() -> new ResolutionException(
                            Reason.NOT_FOUND,
                            "there is no errored event " + erroredId
                                    + ": it was never there, or it left when its time of keeping (keep-resolved) was over",
                            0,
                            null))
                    .summary();
            if (summary.version() != expectedVersion) {
                throw new ResolutionException(
                        Reason.VERSION,
                        "errored event " + erroredId + " is at version " + summary.version() + " ("
                                + summary.status().text() + "), not " + expectedVersion
                                + "; look at it again before you decide",
                        summary.version(),
                        summary.status());
            }
            return summary;
        });
    }

    private static void check(ErroredSummary summary, @Nullable CloudEvent edited, boolean confirmed) {
        CloudEvent event = summary.received().event();
        if (edited == null && event == null) {
            throw new ResolutionException(
                    Reason.INVALID,
                    "errored event " + summary.id() + " is no event ("
                            + summary.received().problem() + "); it can only be resubmitted with an event in its place",
                    summary.version(),
                    summary.status());
        }
        if (edited != null && event != null && !isSame(event, edited)) {
            throw new ResolutionException(
                    Reason.INVALID,
                    "the edited event has source '" + edited.getSource() + "' and id '" + edited.getId()
                            + "'; an edit keeps source '" + event.getSource() + "' and id '" + event.getId() + "'",
                    summary.version(),
                    summary.status());
        }
        checkConfirmed(summary, summary.status() == Status.INDETERMINATE, confirmed);
    }

    private static void checkConfirmed(ErroredSummary summary, boolean indeterminate, boolean confirmed) {
        if (indeterminate && !confirmed) {
            throw new ResolutionException(
                    Reason.STATUS,
                    "an attempt at errored event " + summary.id()
                            + " never ended, and whether it had effects is not known; confirm that it may be repeated",
                    summary.version(),
                    summary.status());
        }
    }

    private static boolean isSame(CloudEvent event, CloudEvent edited) {
        return event.getSource().equals(edited.getSource()) && event.getId().equals(edited.getId());
    }

    private Future<Outcome.Applied> decide(
            ErroredSummary summary, long expectedVersion, Verdict verdict, String by, String note) {
        Received received = summary.received();
        return shards.decide(summary.subscription(), summary.id(), summary.lane(), expectedVersion, verdict, by, note)
                .map(outcome -> {
                    if (outcome instanceof Outcome.Applied applied) {
                        return applied;
                    }
                    throw refused(summary, received, (Outcome.Conflict) outcome);
                });
    }

    private static ResolutionException refused(ErroredSummary summary, Received received, Outcome.Conflict conflict) {
        Reason reason = switch (conflict.reason()) {
            case NOT_FOUND -> Reason.NOT_FOUND;
            case VERSION -> Reason.VERSION;
            case CHANNEL -> Reason.CHANNEL;
            case LIMIT -> Reason.LIMIT;
            default -> Reason.STATUS;
        };
        return new ResolutionException(
                reason,
                "errored event " + summary.id() + " of " + received.channel() + ": " + conflict.detail(),
                conflict.version(),
                conflict.status());
    }
}
