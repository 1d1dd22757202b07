package io.sidetrack.kernel.store.sqlite;

/**
 * Changes that wait for others of their kind, because many run at once cost half of as many run singly. They run in this order,
 * which is that within a command, and before anything that might see them.
 */
enum Later {
    CLOSE_SIDING("DELETE FROM siding WHERE id = ?"),
    INSERT_ENTRY("INSERT INTO entry (seq, siding, errored, received) VALUES (?, ?, ?, ?)"),
    INSERT_ERRORED(
            "INSERT INTO errored (num, id, subscription, siding, seq, lane, key, type, status, version, revision,"
                    + " attempts, handled, fingerprint, due_millis, created_millis, changed_millis, note)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
    INSERT_REVISION("INSERT INTO revision (errored, number, by_whom, at_millis, content) VALUES (?, ?, ?, ?, ?)"),
    INSERT_ATTEMPT("INSERT INTO attempt (errored, ordinal, number, started_millis, took_millis, kind, type, message,"
            + " fingerprint, stack) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
    CHANGE_ERRORED("UPDATE errored SET siding = ?, seq = ?, lane = ?, key = ?, type = ?, revision = ?, attempts = ?,"
            + " fingerprint = ? WHERE num = ?"),
    ERRORED_STAYS(Later.STATUS + " WHERE num = ?"),
    ERRORED_LEAVES(Later.STATUS + ", seq = NULL WHERE num = ?"),
    INSERT_RESOLUTION(
            "INSERT INTO resolution (errored, number, action, revision, by_whom, note, decided_millis)"
                    + " VALUES (?1, (SELECT coalesce(max(number), 0) + 1 FROM resolution WHERE errored = ?1), ?2, ?3, ?4, ?5, ?6)"),
    CONCLUDE_RESOLUTION("UPDATE resolution SET outcome = ?2, outcome_millis = ?3 WHERE errored = ?1 AND outcome IS NULL"
            + " AND number = (SELECT max(number) FROM resolution WHERE errored = ?1)"),
    INSERT_AUDIT("INSERT INTO audit (at_millis, by_whom, action, target, detail) VALUES (?, ?, ?, ?, ?)");

    private static final String STATUS = "UPDATE errored SET status = ?, version = ?, handled = ?, due_millis = ?,"
            + " to_lane = ?, to_key = ?, redirect_to = ?, changed_millis = ?, note = ?";

    final String text;

    Later(String text) {
        this.text = text;
    }
}
