package io.sidetrack.kernel.dispatch.sim;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.error.Cause;
import io.sidetrack.kernel.store.AttemptRecord;
import io.sidetrack.kernel.store.ErrorStore.ErroredDetail;
import io.sidetrack.kernel.store.ErrorStore.ErroredSummary;
import io.sidetrack.kernel.store.ErrorStore.Page;
import io.sidetrack.kernel.store.ErrorStore.Resolution;
import io.sidetrack.kernel.store.ErrorStore.Revision;
import io.sidetrack.kernel.store.ErroredState;
import io.sidetrack.kernel.store.Received;
import io.sidetrack.kernel.store.SidingEntry;
import io.sidetrack.kernel.store.Status;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One errored event in memory, with its history. */
final class MemoryErrored {
    final String id;
    final String subscription;
    final Received original;
    final long createdMillis;
    final List<AttemptRecord> attempts = new ArrayList<>();
    final List<Revision> revisions = new ArrayList<>();
    final List<Resolution> resolutions = new ArrayList<>();
    String lane;
    long sidingId;
    Received current;
    Status status = Status.OPEN;
    long version = 1;
    int handled;
    long dueMillis;
    long changedMillis;
    String note = "";

    @Nullable
    String movedToLane;

    @Nullable
    String movedToKey;

    @Nullable
    String redirectTo;

    MemoryErrored(String id, String subscription, String lane, long sidingId, Received received, long nowMillis) {
        this.id = id;
        this.subscription = subscription;
        this.lane = lane;
        this.sidingId = sidingId;
        this.original = received;
        this.current = received;
        this.createdMillis = nowMillis;
        this.changedMillis = nowMillis;
        revisions.add(new Revision(0, received.event(), "", nowMillis));
    }

    int revision() {
        return revisions.size() - 1;
    }

    void fail(Status newStatus, long due, List<AttemptRecord> failed, String newNote, long nowMillis) {
        status = newStatus;
        redirectTo = null;
        dueMillis = due;
        attempts.addAll(failed);
        note = newNote;
        changedMillis = nowMillis;
        conclude("failed again", nowMillis);
    }

    void edit(CloudEvent event, String by, long nowMillis) {
        revisions.add(new Revision(revisions.size(), event, by, nowMillis));
        current = received(current.key(), event);
    }

    /** It has arrived in its new lane. */
    void moved() {
        current = received(movedToKey, current.event());
        movedToLane = null;
        movedToKey = null;
    }

    /** It belongs to a key again, which may be another one than before. */
    void restored(@Nullable String key) {
        if (revision() > 0) {
            current = received(key, current.event());
        }
    }

    private Received received(@Nullable String key, @Nullable CloudEvent event) {
        return new Received(current.channel(), current.partition(), current.position(), key, event, null, null);
    }

    void resolve(String action, String by, String why, long nowMillis) {
        resolutions.add(new Resolution(resolutions.size() + 1, action, revision(), by, why, nowMillis, null, null));
    }

    /** The outcome of the last resolution, where it is still open. */
    void conclude(String outcome, long nowMillis) {
        int last = resolutions.size() - 1;
        if (last >= 0 && resolutions.get(last).outcome() == null) {
            Resolution open = resolutions.get(last);
            resolutions.set(
                    last,
                    new Resolution(
                            open.number(),
                            open.action(),
                            open.revision(),
                            open.by(),
                            open.note(),
                            open.decidedMillis(),
                            outcome,
                            nowMillis));
        }
    }

    ErroredState state() {
        return new ErroredState(
                id,
                status,
                version,
                revision(),
                attempts.size(),
                handled,
                cause(),
                status == Status.MOVING ? movedToLane : null,
                status == Status.RETRYING ? dueMillis : 0,
                redirectTo);
    }

    ErroredSummary summary(long waiting) {
        return new ErroredSummary(
                id,
                subscription,
                lane,
                current,
                status,
                version,
                revision(),
                attempts.size(),
                cause(),
                waiting,
                createdMillis,
                changedMillis,
                note);
    }

    ErroredDetail detail(long waiting, Page<SidingEntry> followers) {
        return new ErroredDetail(
                summary(waiting),
                sidingId,
                original,
                List.copyOf(attempts),
                List.copyOf(revisions),
                List.copyOf(resolutions),
                followers);
    }

    private Cause cause() {
        return attempts.isEmpty()
                ? new Cause(Cause.Kind.FAILED, "none", "no attempt", "", "none")
                : attempts.get(attempts.size() - 1).cause();
    }
}
