package io.sidetrack.kernel.store.sqlite;

import java.sql.SQLException;

/** Pages of the file that hold nothing any more. Writer thread only. */
final class FreePages {
    private static final long GIVEN_BACK = 2_000;

    private FreePages() {}

    /** Gives some back to the file system where they are many; few are used again soon. */
    static void giveBack(Sql sql) throws SQLException {
        long free = sql.number("PRAGMA freelist_count");
        if (free > GIVEN_BACK && free > sql.number("PRAGMA page_count") / 4) {
            sql.run("PRAGMA incremental_vacuum(" + GIVEN_BACK + ")");
        }
    }
}
