package io.sidetrack.kernel.store.sqlite;

import io.sidetrack.kernel.store.Status;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** One row of the table {@code errored}, to be changed and written back by {@link ErroredTable}. */
final class ErroredRow {
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
        this.num = row.getLong("num");
        this.id = row.getString("id");
        this.subscription = row.getLong("subscription");
        this.siding = row.getLong("siding");
        this.seq = row.getLong("seq");
        this.lane = KeyBytes.text(row.getBytes("lane"));
        this.key = row.getBytes("key");
        this.type = row.getString("type");
        this.status = Status.of(row.getString("status"));
        this.version = row.getLong("version");
        this.revision = row.getInt("revision");
        this.attempts = row.getInt("attempts");
        this.handled = row.getInt("handled");
        this.fingerprint = row.getString("fingerprint");
        this.dueMillis = row.getLong("due_millis");
        byte[] to = row.getBytes("to_lane");
        this.toLane = to == null ? null : KeyBytes.text(to);
        this.toKey = row.getBytes("to_key");
        this.redirectTo = row.getString("redirect_to");
        this.note = row.getString("note");
    }

    /** It has left its siding for good. */
    void leave(Status finalStatus) {
        status = finalStatus;
        seq = 0;
        dueMillis = 0;
        redirectTo = null;
    }
}
