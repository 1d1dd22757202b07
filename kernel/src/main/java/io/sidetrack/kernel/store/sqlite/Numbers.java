package io.sidetrack.kernel.store.sqlite;

import java.sql.SQLException;

/** The numbers of sidings, entries and errored events: ascending, and never given away twice. */
final class Numbers {
    private final Sql sql;
    private long siding;
    private long entry;
    private long errored;
    private boolean changed;

    Numbers(Sql sql) throws SQLException {
        this.sql = sql;
        this.siding = last("siding");
        this.entry = last("entry");
        this.errored = last("errored");
    }

    long nextSiding() {
        changed = true;
        return ++siding;
    }

    long nextEntry() {
        changed = true;
        return ++entry;
    }

    long nextErrored() {
        changed = true;
        return ++errored;
    }

    void flush() throws SQLException {
        if (changed) {
            changed = false;
            store("siding", siding);
            store("entry", entry);
            store("errored", errored);
        }
    }

    private long last(String name) throws SQLException {
        return sql.number("SELECT last FROM numbers WHERE name = ?", name);
    }

    private void store(String name, long last) throws SQLException {
        sql.update("UPDATE numbers SET last = ? WHERE name = ? AND last <> ?", last, name, last);
    }
}
