package io.sidetrack.kernel.store.sqlite;

import io.cloudevents.CloudEvent;
import io.sidetrack.kernel.store.Command;
import io.sidetrack.kernel.store.Outcome;
import io.sidetrack.kernel.store.Outcome.Applied;
import io.sidetrack.kernel.store.Outcome.Conflict;
import io.sidetrack.kernel.store.Outcome.Reason;
import io.sidetrack.kernel.store.Received;
import io.sidetrack.kernel.store.Status;
import io.sidetrack.kernel.store.Verdict;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;

/**
 * Applies decisions on errored events: one compare-and-set on the version, with its resolution and its audit entry. Each checks
 * everything before it changes anything.
 */
final class DecisionCommands {
    private static final String UNCONFIRMED =
            "an attempt of it never ended and may have had effects; confirm that it may run again";

    private final Tables tables;
    private final DiscardAudit audit;

    DecisionCommands(Tables tables) {
        this.tables = tables;
        this.audit = new DiscardAudit(tables);
    }

    Outcome decide(SubscriptionLedger subscription, Command.Decide decide, Prepared prepared) throws SQLException {
        ErroredRow row = tables.discarded.told(tables.errored.find(decide.erroredId()));
        if (row == null || row.subscription != subscription.id) {
            return Conflicts.noErrored(decide.erroredId());
        }
        if (decide.expectedVersion() != -1 && decide.expectedVersion() != row.version) {
            return Conflicts.of(
                    Reason.VERSION,
                    "somebody decided before: it is " + row.status.text() + " in version " + row.version + ", not "
                            + decide.expectedVersion(),
                    row);
        }
        if (decide.verdict() instanceof Verdict.Restore restore) {
            return restore(subscription, row, decide, restore);
        }
        if (!row.status.isDecidable()) {
            return Conflicts.of(Reason.STATUS, "it is " + row.status.text() + " and cannot be decided upon now", row);
        }
        Verdict verdict = decide.verdict();
        if (verdict instanceof Verdict.Resubmit resubmit) {
            return resubmit(subscription, row, decide, resubmit, prepared.content());
        } else if (verdict instanceof Verdict.Discard discard) {
            return discard.wholeSiding() ? discardWhole(subscription, row, decide) : discard(subscription, row, decide);
        } else if (verdict instanceof Verdict.Redirect redirect) {
            return redirect.remote()
                    ? redirectLater(subscription, row, decide, redirect.channel())
                    : redirect(subscription, row, decide, redirect.channel());
        }
        if (row.status == Status.INDETERMINATE) {
            return Conflicts.of(Reason.STATUS, UNCONFIRMED, row); // it would run unasked, then or later
        }
        Status before = row.status;
        boolean later = verdict instanceof Verdict.RetryLater;
        boolean outage = verdict instanceof Verdict.Outage;
        row.status = later ? Status.RETRYING : outage ? Status.OUTAGE : Status.OPEN;
        row.dueMillis = verdict instanceof Verdict.RetryLater retry ? retry.dueMillis() : 0;
        if (!later && !decide.note().isEmpty()) {
            row.note = decide.note();
        }
        JsonObject detail = later ? new JsonObject().put("dueMillis", row.dueMillis) : new JsonObject();
        return stays(subscription, row, before, decide, later ? "retry-later" : outage ? "outage" : "leave", detail);
    }

    private Outcome resubmit(
            SubscriptionLedger subscription,
            ErroredRow row,
            Command.Decide decide,
            Verdict.Resubmit resubmit,
            byte[] content)
            throws SQLException {
        if (row.status == Status.INDETERMINATE && !resubmit.confirmed()) {
            return Conflicts.of(Reason.STATUS, UNCONFIRMED, row);
        }
        Status before = row.status;
        CloudEvent edited = resubmit.edited();
        JsonObject detail = new JsonObject();
        if (edited != null) {
            tables.errored.addRevision(row, content, edited.getType(), decide.by(), tables.nowMillis);
            detail.put("revision", row.revision);
        }
        String to = resubmit.movedToLane();
        row.status = to == null || to.equals(row.lane) ? Status.DECIDED : Status.MOVING;
        row.dueMillis = 0;
        if (row.status == Status.MOVING) {
            row.toLane = to;
            row.toKey = resubmit.movedToKey() == null ? null : KeyBytes.of(resubmit.movedToKey());
            detail.put("movesToKey", resubmit.movedToKey());
        }
        return stays(subscription, row, before, decide, edited == null ? "resubmit" : "edit", detail);
    }

    /** The errored event stays where it is, in another status. */
    private Outcome stays(
            SubscriptionLedger subscription,
            ErroredRow row,
            Status before,
            Command.Decide decide,
            String action,
            JsonObject detail)
            throws SQLException {
        decided(subscription, row, before, decide, action, detail);
        Siding siding = tables.sidings.find(subscription, row.lane);
        Siding.Place head = siding == null ? null : tables.sidings.head(siding);
        if (siding != null && head != null && head.seq() == row.seq) {
            tables.sidings.headIs(siding, row.status, row.dueMillis);
        } else if (siding != null) {
            tables.sidings.look(siding);
        }
        return new Applied(row.version, false, 0);
    }

    private Outcome discard(SubscriptionLedger subscription, ErroredRow row, Command.Decide decide)
            throws SQLException {
        JsonObject detail = DiscardAudit.describe(tables.errored.current(row));
        return leaves(subscription, row, Status.DISCARDED, decide, "discard", detail);
    }

    /** It comes back in one step: whoever dies finds it discarded, or decided in its place. */
    private Outcome restore(
            SubscriptionLedger subscription, ErroredRow row, Command.Decide decide, Verdict.Restore restore)
            throws SQLException {
        if (row.status != Status.DISCARDED) {
            return Conflicts.of(
                    Reason.STATUS, "it is " + row.status.text() + "; only a discarded one can be restored", row);
        }
        if (!restore.confirmed() && tables.errored.isIndeterminate(row)) {
            return Conflicts.of(Reason.STATUS, UNCONFIRMED, row);
        }
        row.lane = restore.lane() == null ? row.lane : restore.lane();
        row.key = restore.key() == null ? null : KeyBytes.of(restore.key());
        Siding siding = tables.sidings.find(subscription, row.lane);
        if (siding == null) {
            siding = tables.sidings.open(subscription, row.lane, row.key, tables.nowMillis);
        }
        long before = siding.entries;
        row.siding = siding.id;
        row.seq = tables.sidings.append(siding, row.num, null);
        row.status = Status.DECIDED;
        JsonObject detail = DiscardAudit.describe(tables.errored.current(row)).put("waitsFor", before);
        decided(subscription, row, Status.DISCARDED, decide, "restore", detail);
        if (before == 0) {
            tables.sidings.headIs(siding, row.status, 0);
        }
        return new Applied(row.version, false, before);
    }

    private Outcome redirectLater(
            SubscriptionLedger subscription, ErroredRow row, Command.Decide decide, String channel)
            throws SQLException {
        if (tables.errored.current(row).event() == null) {
            return noEvent(row);
        }
        Status before = row.status;
        row.status = Status.DECIDED;
        row.dueMillis = 0;
        row.redirectTo = channel;
        return stays(subscription, row, before, decide, "redirect", new JsonObject().put("to", channel));
    }

    private static Conflict noEvent(ErroredRow row) {
        return Conflicts.of(Reason.STATUS, "its bytes are no event and cannot be sent on; edit it first", row);
    }

    private Outcome redirect(SubscriptionLedger subscription, ErroredRow row, Command.Decide decide, String channel)
            throws SQLException {
        Received received = tables.errored.current(row);
        CloudEvent event = received.event();
        if (event == null) {
            return noEvent(row);
        }
        Conflict refusal = tables.channels.redirect(channel, EncodedEvent.of(event));
        if (refusal != null) {
            return new Conflict(refusal.reason(), refusal.detail(), row.version, row.status);
        }
        JsonObject detail = DiscardAudit.describe(received).put("to", channel);
        return leaves(subscription, row, Status.REDIRECTED, decide, "redirect", detail);
    }

    /** The errored event leaves its siding, and its followers may go on. */
    private Outcome leaves(
            SubscriptionLedger subscription,
            ErroredRow row,
            Status status,
            Command.Decide decide,
            String action,
            JsonObject detail)
            throws SQLException {
        Siding siding = tables.sidings.find(subscription, row.lane);
        if (siding == null) {
            throw new SQLException("errored event " + row.id + " is " + row.status.text() + " and has no siding");
        }
        long released = tables.sidings.behind(siding, row.seq);
        boolean closed = tables.sidings.remove(siding, row.seq);
        Status before = row.status;
        row.leave(status);
        decided(subscription, row, before, decide, action, detail.put("released", released));
        tables.errored.concludeResolution(row, "succeeded", tables.nowMillis);
        return new Applied(row.version, closed, released);
    }

    private Outcome discardWhole(SubscriptionLedger subscription, ErroredRow row, Command.Decide decide)
            throws SQLException {
        Siding siding = tables.sidings.find(subscription, row.lane);
        Siding.Place head = siding == null ? null : tables.sidings.head(siding);
        if (siding == null || head == null || head.seq() != row.seq) {
            return Conflicts.of(Reason.STATUS, "it is not the head of its siding: others wait before it", row);
        }
        long behind = siding.entries - 1;
        JsonObject detail = audit.describe(siding, row);
        Status before = row.status;
        row.leave(Status.DISCARDED);
        decided(subscription, row, before, decide, "discard-siding", detail);
        tables.errored.concludeResolution(row, "succeeded", tables.nowMillis);
        tables.discarded.add(siding, decide);
        return new Applied(row.version, true, behind);
    }

    /** Writes the row, the resolution and the audit entry. */
    private void decided(
            SubscriptionLedger subscription,
            ErroredRow row,
            Status before,
            Command.Decide decide,
            String action,
            JsonObject detail)
            throws SQLException {
        row.version++;
        row.handled += decide.handler() ? 1 : 0;
        tables.errored.update(subscription, row, before, tables.nowMillis);
        tables.errored.addResolution(row, action, decide.by(), decide.note(), tables.nowMillis);
        detail.put("subscription", subscription.name).put("version", row.version);
        if (!decide.note().isEmpty()) {
            detail.put("note", decide.note());
        }
        tables.audit.record(decide.by(), action, row.id, detail, tables.nowMillis);
    }
}
