package io.sidetrack.kernel.store.sqlite;

import io.sidetrack.kernel.store.Status;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** One row of the table {@code errored}, to be changed and written back by {@link ErroredTable}. */
final class ErroredRow {
    /** What {@link #ErroredRow(ResultSet)} reads. */
    static final String COLUMNS =
            "num, id, subscription, siding, seq, lane, key, type, status, version, revision, attempts,"
                    + " handled, fingerprint, due_millis, to_lane, to_key, redirect_to, note";

    final long num;
    final String id;
    final long subscription;
    long siding;
    long seq;
    String lane;
    byte @Nullable [] key;

    @Nullable
    String type;

    Status status;
    long version;
    int revision;
    int attempts;
    int handled;
    String fingerprint;
    long dueMillis;

    @Nullable
    String toLane;

    byte @Nullable [] toKey;

    /** The remote channel it is on its way to. */
    @Nullable
    String redirectTo;

    String note;

    private long seqRead;
    private int revisionRead;
    private int attemptsRead;

    ErroredRow(long num, String id, long subscription, String lane, Status status) {
        this.num = num;
        this.id = id;
        this.subscription = subscription;
        this.lane = lane;
        this.status = status;
        this.version = 1;
        this.fingerprint = "";
        this.note = "";
    }

    ErroredRow(ResultSet row) throws SQLException {
        this.num = row.getLong(1);
        this.id = row.getString(2);
        this.subscription = row.getLong(3);
        this.siding = row.getLong(4);
        this.seq = row.getLong(5);
        this.lane = KeyBytes.text(row.getBytes(6));
        this.key = row.getBytes(7);
        this.type = row.getString(8);
        this.status = Status.of(row.getString(9));
        this.version = row.getLong(10);
        this.revision = row.getInt(11);
        this.attempts = row.getInt(12);
        this.handled = row.getInt(13);
        this.fingerprint = row.getString(14);
        this.dueMillis = row.getLong(15);
        byte[] to = row.getBytes(16);
        this.toLane = to == null ? null : KeyBytes.text(to);
        this.toKey = row.getBytes(17);
        this.redirectTo = row.getString(18);
        this.note = row.getString(19);
        this.seqRead = seq;
        this.revisionRead = revision;
        this.attemptsRead = attempts;
    }

    /**
     * Whether it stands where it stood, with the content and the attempts that it had. An edit is a new revision, a move a new
     * place, and a new fingerprint comes with an attempt.
     */
    boolean isAsRead() {
        return (seq == seqRead || seq == 0) && revision == revisionRead && attempts == attemptsRead;
    }

    /** It has left its siding for good. */
    void leave(Status finalStatus) {
        status = finalStatus;
        seq = 0;
        dueMillis = 0;
        redirectTo = null;
    }
}
