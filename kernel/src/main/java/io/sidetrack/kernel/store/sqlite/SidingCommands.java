package io.sidetrack.kernel.store.sqlite;

import io.sidetrack.kernel.store.Command;
import io.sidetrack.kernel.store.Outcome;
import io.sidetrack.kernel.store.Outcome.Applied;
import io.sidetrack.kernel.store.Outcome.Conflict;
import io.sidetrack.kernel.store.Outcome.Reason;
import io.sidetrack.kernel.store.Received;
import io.sidetrack.kernel.store.Status;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Applies the commands that drive a siding. Each checks everything before it changes anything. */
final class SidingCommands {
    private final Tables tables;
    private final MainLineCommands mainLine;

    SidingCommands(Tables tables, MainLineCommands mainLine) {
        this.tables = tables;
        this.mainLine = mainLine;
    }

    Outcome start(SubscriptionLedger subscription, Command.Start start) throws SQLException {
        ErroredRow row = tables.discarded.told(tables.errored.find(start.erroredId()));
        if (row == null || row.subscription != subscription.id) {
            return Conflicts.noErrored(start.erroredId());
        }
        if (row.status == Status.RUNNING) {
            return new Applied(row.version, false, 0);
        }
        if (!mayRun(row.status)) {
            return Conflicts.of(Reason.STATUS, "it is " + row.status.text() + " and may not run", row);
        }
        Siding siding = tables.sidings.find(subscription, row.lane);
        Siding.Place head = siding == null ? null : tables.sidings.head(siding);
        if (siding == null || head == null || head.seq() != row.seq) {
            return Conflicts.of(Reason.SIDING, "it is not the head of its siding", row);
        }
        Status before = row.status;
        row.status = Status.RUNNING;
        row.dueMillis = 0;
        tables.errored.update(subscription, row, before, tables.nowMillis);
        tables.sidings.headIs(siding, row.status, 0);
        return new Applied(row.version, false, 0);
    }

    Outcome settle(SubscriptionLedger subscription, Command.Settle settle, Prepared prepared) throws SQLException {
        Siding siding = tables.sidings.find(subscription, settle.lane());
        Siding.Place head = siding == null ? null : tables.sidings.head(siding);
        if (siding == null || head == null || head.seq() != settle.seq()) {
            return noHead(settle.seq());
        }
        ErroredRow row = head.errored() == 0 ? null : tables.errored.find(head.errored());
        Conflict refusal = refusal(row, settle.erroredId());
        if (refusal == null && settle.closes() != (siding.entries == 1)) {
            refusal = Conflicts.of(Reason.SIDING, "the siding holds " + siding.entries + " entries");
        }
        if (refusal == null) {
            refusal = tables.channels.emit(prepared.emits());
        }
        if (refusal != null) {
            return refusal;
        }
        long version = 0;
        if (row != null) {
            Status before = row.status;
            row.leave(row.redirectTo == null ? Status.SUCCEEDED : Status.REDIRECTED);
            version = ++row.version;
            tables.errored.update(subscription, row, before, tables.nowMillis);
            tables.errored.concludeResolution(row, "succeeded", tables.nowMillis);
        }
        tables.states.write(subscription, settle.state());
        boolean closed = tables.sidings.settle(siding);
        return new Applied(version, closed, siding.entries);
    }

    Outcome fail(SubscriptionLedger subscription, Command.Fail fail) throws SQLException {
        Siding siding = tables.sidings.find(subscription, fail.lane());
        Siding.Place head = siding == null ? null : tables.sidings.head(siding);
        if (siding == null || head == null || head.seq() != fail.seq()) {
            return noHead(fail.seq());
        }
        ErroredRow row;
        if (head.errored() == 0) {
            if (tables.errored.exists(fail.erroredId())) {
                return Conflicts.of(Reason.STATUS, "there is an errored event " + fail.erroredId() + " already");
            }
            row = failFirst(subscription, siding, fail);
        } else {
            row = tables.errored.find(head.errored());
            Conflict refusal = refusal(row, fail.erroredId());
            if (row == null || refusal != null) {
                return refusal == null ? Conflicts.noErrored(fail.erroredId()) : refusal;
            }
            Status before = row.status;
            row.version++;
            failed(row, fail);
            tables.errored.addAttempts(row, fail.attempts());
            tables.errored.update(subscription, row, before, tables.nowMillis);
            tables.errored.concludeResolution(row, "failed again", tables.nowMillis);
        }
        tables.sidings.headIs(siding, row.status, row.dueMillis);
        return new Applied(row.version, false, 0);
    }

    private ErroredRow failFirst(SubscriptionLedger subscription, Siding siding, Command.Fail fail)
            throws SQLException {
        byte[] stored = tables.sidings.received(fail.seq());
        if (stored == null) {
            throw new SQLException("parked entry " + fail.seq() + " has lost what was received");
        }
        Received received = ReceivedCodec.decode(stored);
        ErroredRow row = mainLine.newErrored(subscription, fail.erroredId(), fail.lane(), received);
        failed(row, fail);
        row.siding = siding.id;
        row.seq = fail.seq();
        tables.errored.addAttempts(row, fail.attempts());
        tables.errored.insert(subscription, row, stored, tables.nowMillis);
        tables.sidings.errored(siding, fail.seq(), row.num);
        return row;
    }

    private static void failed(ErroredRow row, Command.Fail fail) {
        row.status = fail.status();
        row.redirectTo = null;
        row.dueMillis = fail.dueMillis();
        row.note = fail.note();
    }

    Outcome move(SubscriptionLedger subscription, Command.Move move) throws SQLException {
        ErroredRow row = tables.discarded.told(tables.errored.find(move.erroredId()));
        if (row == null || row.subscription != subscription.id) {
            return Conflicts.noErrored(move.erroredId());
        }
        Siding from = tables.sidings.find(subscription, move.lane());
        if (from == null || row.seq != move.seq() || row.siding != from.id) {
            return Conflicts.of(Reason.NOT_FOUND, "it is not entry " + move.seq() + " of that lane", row);
        }
        if (row.status != Status.MOVING || !move.toLane().equals(row.toLane)) {
            return Conflicts.of(Reason.STATUS, "it is " + row.status.text() + " and not moving to that lane", row);
        }
        long behind = tables.sidings.behind(from, row.seq);
        boolean closed = tables.sidings.remove(from, row.seq);
        Siding to = tables.sidings.find(subscription, move.toLane());
        boolean opens = to == null;
        if (to == null) {
            to = tables.sidings.open(subscription, move.toLane(), row.toKey, tables.nowMillis);
        }
        row.siding = to.id;
        row.seq = tables.sidings.append(to, row.num, null);
        row.lane = move.toLane();
        row.key = row.toKey;
        row.toLane = null;
        row.toKey = null;
        row.status = Status.DECIDED;
        tables.errored.update(subscription, row, Status.MOVING, tables.nowMillis);
        if (opens) {
            tables.sidings.headIs(to, row.status, 0);
        }
        return new Applied(row.version, closed, behind);
    }

    private static Conflict noHead(long seq) {
        return Conflicts.of(Reason.NOT_FOUND, "entry " + seq + " is not the head of a siding of that lane");
    }

    /** @param row of the head, {@code null} where it is merely parked */
    private static @Nullable Conflict refusal(@Nullable ErroredRow row, @Nullable String erroredId) {
        if (row == null) {
            return erroredId == null ? null : Conflicts.noErrored(erroredId);
        }
        if (!row.id.equals(erroredId)) {
            return Conflicts.of(Reason.NOT_FOUND, "the head is errored event " + row.id, row);
        }
        return mayRun(row.status)
                ? null
                : Conflicts.of(Reason.STATUS, "it is " + row.status.text() + " and cannot have run", row);
    }

    private static boolean mayRun(Status status) {
        return switch (status) {
            case DECIDED, RUNNING, RETRYING, OUTAGE -> true;
            default -> false;
        };
    }
}
