package io.sidetrack.kernel.store.sqlite;

import io.sidetrack.api.error.Cause;
import io.sidetrack.kernel.store.AttemptRecord;
import io.sidetrack.kernel.store.Received;
import io.sidetrack.kernel.store.Status;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Errored events with their attempts, revisions and resolutions, as the writer changes them. Writer thread only. */
final class ErroredTable {
    private static final String FIND = "SELECT " + ErroredRow.COLUMNS + " FROM errored WHERE ";

    private final Sql sql;
    private long textsChanged;

    /** Those of which something is put off, by number and by id. */
    private final Set<Object> changing = new HashSet<>();

    /** Those of which a resolution is to be concluded: another one may only be added then. */
    private final Set<Object> concluding = new HashSet<>();

    private long turn;

    ErroredTable(Sql sql) {
        this.sql = sql;
    }

    @Nullable
    ErroredRow find(String id) throws SQLException {
        runLater(changing, id);
        return sql.firstBeside(FIND + "id = ?", ErroredRow::new, id);
    }

    @Nullable
    ErroredRow find(long num) throws SQLException {
        runLater(changing, num);
        return sql.firstBeside(FIND + "num = ?", ErroredRow::new, num);
    }

    boolean exists(String id) throws SQLException {
        runLater(changing, id);
        return sql.numberBeside("SELECT EXISTS (SELECT 1 FROM errored WHERE id = ?)", id) > 0;
    }

    /** Runs what is put off where that concerns this one. */
    private void runLater(Set<Object> concerned, Object numberOrId) throws SQLException {
        if (turn == sql.turn() && concerned.contains(numberOrId)) {
            sql.runLater();
        }
    }

    private void changes(ErroredRow row) {
        if (turn != sql.turn()) {
            turn = sql.turn();
            changing.clear();
            concluding.clear();
        }
        changing.add(row.num);
        changing.add(row.id);
    }

    /** A new one, with the delivery as its revision 0. */
    void insert(SubscriptionLedger subscription, ErroredRow row, byte[] received, long nowMillis) throws SQLException {
        changes(row);
        sql.later(
                Later.INSERT_ERRORED,
                row.num,
                row.id,
                row.subscription,
                row.siding,
                row.seq,
                KeyBytes.of(row.lane),
                row.key,
                row.type,
                row.status.text(),
                row.version,
                (long) row.revision,
                (long) row.attempts,
                (long) row.handled,
                row.fingerprint,
                row.dueMillis,
                nowMillis,
                nowMillis,
                row.note);
        subscription.statusChanged(false, SubscriptionLedger.waits(row.status));
        insertRevision(row, 0, "", nowMillis, received);
        textsChanged++;
    }

    /** Writes back what was changed: indexes of what has not changed are left alone, and mostly the status has. */
    void update(SubscriptionLedger subscription, ErroredRow row, Status before, long nowMillis) throws SQLException {
        changes(row);
        if (!row.isAsRead()) {
            sql.later(
                    Later.CHANGE_ERRORED,
                    row.siding,
                    row.seq == 0 ? null : row.seq,
                    KeyBytes.of(row.lane),
                    row.key,
                    row.type,
                    (long) row.revision,
                    (long) row.attempts,
                    row.fingerprint,
                    row.num);
        }
        sql.later(
                row.seq == 0 ? Later.ERRORED_LEAVES : Later.ERRORED_STAYS,
                row.status.text(),
                row.version,
                (long) row.handled,
                row.dueMillis,
                row.toLane == null ? null : KeyBytes.of(row.toLane),
                row.toKey,
                row.redirectTo,
                nowMillis,
                row.note,
                row.num);
        subscription.statusChanged(SubscriptionLedger.waits(before), SubscriptionLedger.waits(row.status));
    }

    /** Adds attempts; the row then counts them, and its fingerprint is that of the last. */
    void addAttempts(ErroredRow row, List<AttemptRecord> attempts) throws SQLException {
        changes(row);
        for (AttemptRecord each : attempts) {
            sql.later(
                    Later.INSERT_ATTEMPT,
                    row.num,
                    (long) ++row.attempts,
                    (long) each.number(),
                    each.startedMillis(),
                    each.tookMillis(),
                    each.cause().kind().name(),
                    each.cause().type(),
                    each.cause().message(),
                    each.cause().fingerprint(),
                    each.cause().stackTrace());
            row.fingerprint = each.cause().fingerprint();
        }
    }

    /** Adds an edited event; it is the current revision then. */
    void addRevision(ErroredRow row, byte[] edited, String type, String by, long nowMillis) throws SQLException {
        insertRevision(row, ++row.revision, by, nowMillis, edited);
        row.type = type;
        touch(row.num);
    }

    /** Whether its last attempt never ended. */
    boolean isIndeterminate(ErroredRow row) throws SQLException {
        return sql.number(
                        "SELECT EXISTS (SELECT 1 FROM attempt WHERE errored = ? AND ordinal = ? AND kind = ?)",
                        row.num,
                        (long) row.attempts,
                        Cause.Kind.INDETERMINATE.name())
                > 0;
    }

    /** Removes one that has left its siding, with its history. */
    void remove(long num) throws SQLException {
        sql.update("DELETE FROM attempt WHERE errored = ?", num);
        sql.update("DELETE FROM revision WHERE errored = ?", num);
        sql.update("DELETE FROM resolution WHERE errored = ?", num);
        sql.update("DELETE FROM errored WHERE num = ?", num);
        touch(num);
    }

    /** The index of texts must look at it again. */
    private void touch(long num) throws SQLException {
        sql.update("INSERT INTO touched (errored) VALUES (?)", num);
        textsChanged++;
    }

    /** How many texts came, changed or went since this was asked last. */
    long takeTextsChanged() {
        long taken = textsChanged;
        textsChanged = 0;
        return taken;
    }

    private void insertRevision(ErroredRow row, int number, String by, long nowMillis, byte[] content)
            throws SQLException {
        changes(row);
        sql.later(Later.INSERT_REVISION, row.num, (long) number, by, nowMillis, content);
    }

    void addResolution(ErroredRow row, String action, String by, String note, long nowMillis) throws SQLException {
        runLater(concluding, row.num);
        changes(row);
        sql.later(Later.INSERT_RESOLUTION, row.num, action, (long) row.revision, by, note, nowMillis);
    }

    /** The outcome of the last resolution, where it has none yet. */
    void concludeResolution(ErroredRow row, String outcome, long nowMillis) throws SQLException {
        changes(row);
        concluding.add(row.num);
        sql.later(Later.CONCLUDE_RESOLUTION, row.num, outcome, nowMillis);
    }

    /** The delivery in its current revision. */
    Received current(ErroredRow row) throws SQLException {
        Received original = ReceivedCodec.decode(content(row, 0));
        return row.revision == 0
                ? original
                : ReceivedCodec.edited(
                        original,
                        row.key == null ? null : KeyBytes.text(row.key),
                        EventCodec.decode(content(row, row.revision)));
    }

    private byte[] content(ErroredRow row, int number) throws SQLException {
        byte[] content = sql.first(
                "SELECT content FROM revision WHERE errored = ? AND number = ?",
                found -> found.getBytes(1),
                row.num,
                (long) number);
        if (content == null) {
            throw new SQLException("errored event " + row.id + " has lost its revision " + number);
        }
        return content;
    }
}
