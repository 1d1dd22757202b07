package io.sidetrack.kernel.store.sqlite;

import io.cloudevents.CloudEvent;
import io.sidetrack.kernel.store.Command;
import io.sidetrack.kernel.store.Outcome;
import io.sidetrack.kernel.store.Outcome.Applied;
import io.sidetrack.kernel.store.Outcome.Conflict;
import io.sidetrack.kernel.store.Outcome.Reason;
import io.sidetrack.kernel.store.Received;
import io.sidetrack.kernel.store.Status;
import java.sql.SQLException;

/** Applies the commands that concern events of the main line. Each checks everything before it changes anything. */
final class MainLineCommands {
    private final Tables tables;

    MainLineCommands(Tables tables) {
        this.tables = tables;
    }

    Outcome done(SubscriptionLedger subscription, Command.Done done, Prepared prepared) throws SQLException {
        Conflict refusal = Receipts.refusal(subscription, done.receipt());
        if (refusal == null) {
            refusal = tables.channels.emit(prepared.emits());
        }
        if (refusal != null) {
            return refusal;
        }
        boolean hasState = done.state() != null;
        String lane = done.lane() == null && done.state() != null ? done.state().key() : done.lane();
        tables.receipts.write(subscription, done.receipt(), lane, hasState, tables.nowMillis);
        tables.states.write(subscription, done.state());
        return Outcome.APPLIED;
    }

    Outcome divert(SubscriptionLedger subscription, Command.Divert divert, Prepared prepared) throws SQLException {
        Conflict refusal = Receipts.refusal(subscription, divert.receipt());
        if (refusal != null) {
            return refusal;
        }
        if (tables.sidings.find(subscription, divert.lane()) != null) {
            return Conflicts.of(Reason.SIDING, "the lane has a siding already; the event must be parked there");
        }
        if (tables.errored.exists(divert.erroredId())) {
            return Conflicts.of(Reason.STATUS, "there is an errored event " + divert.erroredId() + " already");
        }
        Received received = divert.received();
        byte[] key = received.key() == null ? null : KeyBytes.of(received.key());
        Siding siding = tables.sidings.open(subscription, divert.lane(), key, tables.nowMillis);
        ErroredRow row = newErrored(subscription, divert.erroredId(), divert.lane(), divert.received());
        row.status = divert.status();
        row.dueMillis = divert.dueMillis();
        row.note = divert.note();
        row.siding = siding.id;
        row.seq = tables.sidings.append(siding, row.num, null);
        tables.errored.addAttempts(row, divert.attempts());
        tables.errored.insert(subscription, row, prepared.content(), tables.nowMillis);
        tables.sidings.headIs(siding, row.status, row.dueMillis);
        tables.receipts.write(subscription, divert.receipt(), divert.lane(), true, tables.nowMillis);
        return new Applied(row.version, false, 0);
    }

    Outcome park(SubscriptionLedger subscription, Command.Park park, Prepared prepared) throws SQLException {
        Conflict refusal = Receipts.refusal(subscription, park.receipt());
        if (refusal != null) {
            return refusal;
        }
        Siding siding = tables.sidings.find(subscription, park.lane());
        if (siding == null) {
            return Conflicts.of(Reason.SIDING, "the lane has no siding; the event belongs to the main line");
        }
        tables.sidings.append(siding, 0, prepared.content());
        tables.receipts.write(subscription, park.receipt(), park.lane(), true, tables.nowMillis);
        return Outcome.APPLIED;
    }

    /** A row for a new errored event, to be completed and inserted. */
    ErroredRow newErrored(SubscriptionLedger subscription, String id, String lane, Received received) {
        ErroredRow row = new ErroredRow(tables.numbers.nextErrored(), id, subscription.id, lane, Status.OPEN);
        CloudEvent event = received.event();
        row.key = received.key() == null ? null : KeyBytes.of(received.key());
        row.type = event == null ? null : event.getType();
        return row;
    }
}
