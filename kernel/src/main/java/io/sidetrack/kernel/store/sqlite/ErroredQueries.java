package io.sidetrack.kernel.store.sqlite;

import io.sidetrack.api.error.Cause;
import io.sidetrack.kernel.store.AttemptRecord;
import io.sidetrack.kernel.store.ErrorStore.ErroredSummary;
import io.sidetrack.kernel.store.ErrorStore.Resolution;
import io.sidetrack.kernel.store.ErrorStore.Revision;
import io.sidetrack.kernel.store.ErroredState;
import io.sidetrack.kernel.store.Received;
import io.sidetrack.kernel.store.Status;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Questions about errored events, in the transaction of one read. */
final class ErroredQueries {
    /** What {@link #state} and {@link #received} read, of an errored event {@code r}. */
    static final String STATE_COLUMNS =
            "r.num, r.id, r.status, r.version, r.revision, r.attempts, r.handled, r.to_lane, r.redirect_to,"
                    + " r.due_millis, r.key, v.content AS original, w.content AS edited, a.kind, a.type AS cause, a.message,"
                    + " a.stack, a.fingerprint";

    static final String STATE_JOINS = "LEFT JOIN revision v ON v.errored = r.num AND v.number = 0"
            + " LEFT JOIN revision w ON w.errored = r.num AND w.number = r.revision AND r.revision > 0"
            + " LEFT JOIN attempt a ON a.errored = r.num AND a.ordinal = r.attempts";

    private static final String SUMMARY = "SELECT " + STATE_COLUMNS + ", u.name AS subscription, r.lane, r.siding,"
            + " r.created_millis, r.changed_millis, r.note, CASE WHEN r.seq IS NULL THEN 0"
            + " WHEN r.seq = (SELECT min(seq) FROM entry WHERE siding = r.siding)"
            + " THEN (SELECT entries - 1 FROM siding WHERE id = r.siding)"
            + " ELSE (SELECT count(*) FROM entry WHERE siding = r.siding AND seq > r.seq) END AS waiting, r.seq"
            + " FROM errored r JOIN subscription u ON u.id = r.subscription AND u." + Forgotten.NOT_FORGOTTEN + " "
            + STATE_JOINS;

    private final Sql sql;

    ErroredQueries(Sql sql) {
        this.sql = sql;
    }

    @Nullable
    Found find(String id) throws SQLException {
        return sql.first(
                SUMMARY + " WHERE r.id = ?",
                row -> new Found(
                        row.getLong("num"),
                        summary(row),
                        row.getLong("siding"),
                        row.getLong("seq"),
                        ReceivedCodec.decode(row.getBytes("original"))),
                id);
    }

    @Nullable
    ErroredSummary summary(long num) throws SQLException {
        return sql.first(SUMMARY + " WHERE r.num = ?", ErroredQueries::summary, num);
    }

    /** The delivery in its current revision. */
    @Nullable
    Received current(long num) throws SQLException {
        return sql.first(
                "SELECT r.key, v.content AS original, w.content AS edited FROM errored r " + STATE_JOINS
                        + " WHERE r.num = ?",
                ErroredQueries::received,
                num);
    }

    List<AttemptRecord> attempts(long num) throws SQLException {
        return sql.all(
                "SELECT number, started_millis, took_millis, kind, type AS cause, message, stack, fingerprint"
                        + " FROM attempt WHERE errored = ? ORDER BY ordinal",
                row -> new AttemptRecord(row.getInt(1), row.getLong(2), row.getLong(3), cause(row)),
                num);
    }

    List<Revision> revisions(long num) throws SQLException {
        return sql.all(
                "SELECT number, by_whom, at_millis, content FROM revision WHERE errored = ? ORDER BY number",
                row -> {
                    int number = row.getInt(1);
                    byte[] content = row.getBytes(4);
                    return new Revision(
                            number,
                            number == 0 ? ReceivedCodec.decode(content).event() : EventCodec.decode(content),
                            row.getString(2),
                            row.getLong(3));
                },
                num);
    }

    List<Resolution> resolutions(long num) throws SQLException {
        return sql.all(
                "SELECT number, action, revision, by_whom, note, decided_millis, outcome, outcome_millis FROM resolution"
                        + " WHERE errored = ? ORDER BY number",
                row -> {
                    String outcome = row.getString(7);
                    return new Resolution(
                            row.getInt(1),
                            row.getString(2),
                            row.getInt(3),
                            row.getString(4),
                            row.getString(5),
                            row.getLong(6),
                            outcome,
                            outcome == null ? null : row.getLong(8));
                },
                num);
    }

    static ErroredState state(ResultSet row) throws SQLException {
        Status status = Status.of(row.getString("status"));
        byte[] toLane = row.getBytes("to_lane");
        return new ErroredState(
                row.getString("id"),
                status,
                row.getLong("version"),
                row.getInt("revision"),
                row.getInt("attempts"),
                row.getInt("handled"),
                cause(row),
                toLane == null ? null : KeyBytes.text(toLane),
                status == Status.RETRYING ? row.getLong("due_millis") : 0,
                row.getString("redirect_to"));
    }

    static Received received(ResultSet row) throws SQLException {
        Received original = ReceivedCodec.decode(row.getBytes("original"));
        byte[] edited = row.getBytes("edited");
        byte[] key = row.getBytes("key");
        return edited == null
                ? original
                : ReceivedCodec.edited(original, key == null ? null : KeyBytes.text(key), EventCodec.decode(edited));
    }

    private static ErroredSummary summary(ResultSet row) throws SQLException {
        return new ErroredSummary(
                row.getString("id"),
                row.getString("subscription"),
                KeyBytes.text(row.getBytes("lane")),
                received(row),
                Status.of(row.getString("status")),
                row.getLong("version"),
                row.getInt("revision"),
                row.getInt("attempts"),
                cause(row),
                row.getLong("waiting"),
                row.getLong("created_millis"),
                row.getLong("changed_millis"),
                row.getString("note"));
    }

    private static Cause cause(ResultSet row) throws SQLException {
        String kind = row.getString("kind");
        return kind == null
                ? new Cause(Cause.Kind.FAILED, "", "", "", "")
                : new Cause(
                        Cause.Kind.valueOf(kind),
                        row.getString("cause"),
                        row.getString("message"),
                        row.getString("stack"),
                        row.getString("fingerprint"));
    }

    /** @param seq its place on the siding, 0 once it has left */
    record Found(long num, ErroredSummary summary, long siding, long seq, Received original) {}
}
