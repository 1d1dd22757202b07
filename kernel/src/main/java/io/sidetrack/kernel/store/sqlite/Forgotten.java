package io.sidetrack.kernel.store.sqlite;

import java.sql.SQLException;
import java.util.List;

/**
 * Subscriptions that were forgotten: renamed to what no configuration can name, so that nobody finds them, and then removed some
 * rows at a time. Writer thread only.
 */
final class Forgotten {
    /** About so many rows go in one piece. */
    static final int ROWS = 2_000;

    /** Begins the name of each; a name of the configuration has no colon. */
    private static final String PREFIX = "forgotten:";

    /** For queries on {@code subscription}: the name of one that was not forgotten. */
    static final String NOT_FORGOTTEN = "name NOT GLOB '" + PREFIX + "*'";

    private static final List<String> PLAIN = List.of(
            "DELETE FROM keyed_state WHERE rowid IN (SELECT rowid FROM keyed_state WHERE subscription = ?1 LIMIT ?2)",
            "DELETE FROM inbox WHERE rowid IN (SELECT rowid FROM inbox WHERE subscription = ?1 LIMIT ?2)");
    private static final List<String> OF_ERRORED = List.of(
            "DELETE FROM revision WHERE errored = ?",
            "DELETE FROM attempt WHERE errored = ?",
            "DELETE FROM resolution WHERE errored = ?",
            "DELETE FROM errored WHERE num = ?",
            "INSERT INTO touched (errored) VALUES (?)");

    /** Those that are there, and those that were discarded whole and are not removed yet. */
    private static final List<String> SIDINGS = List.of("siding", "discarded");

    private Forgotten() {}

    /** From now on nobody finds it, and it holds back nothing. */
    static void begin(Tables tables, SubscriptionLedger ledger) throws SQLException {
        tables.subscriptions.remove(ledger);
        tables.sidings.forget(ledger.id);
        tables.receipts.forget(ledger.id);
        tables.discarded.forget(ledger.id);
        tables.sql.update(
                "UPDATE subscription SET name = ?, epoch = epoch + 1 WHERE id = ?", PREFIX + ledger.id, ledger.id);
        tables.sql.update("DELETE FROM progress WHERE subscription = ?", ledger.id);
        tables.sql.update("DELETE FROM log_begin WHERE subscription = ?", ledger.id);
    }

    /** Removes some rows of one of them. Answers whether there may be more. */
    static boolean slice(Tables tables) throws SQLException {
        Sql sql = tables.sql;
        Long id = sql.first(
                "SELECT id FROM subscription WHERE name GLOB '" + PREFIX + "*' LIMIT 1", row -> row.getLong(1));
        if (id == null) {
            return false;
        }
        int left = ROWS - errored(sql, id);
        for (String each : SIDINGS) {
            left -= left > 0 ? sidings(sql, id, each, left) : 0;
        }
        left -= left > 0 ? marks(sql, id, left) : 0;
        for (String plain : PLAIN) {
            left -= left > 0 ? sql.update(plain, id, (long) left) : 0;
        }
        if (left > 0) {
            sql.update("DELETE FROM subscription WHERE id = ?", id);
        }
        return true;
    }

    private static int errored(Sql sql, long id) throws SQLException {
        List<Long> numbers = sql.all(
                "SELECT num FROM errored WHERE subscription = ? LIMIT ?",
                row -> row.getLong(1),
                id,
                (long) ROWS / OF_ERRORED.size());
        for (String removal : OF_ERRORED) {
            for (long number : numbers) {
                sql.batch(removal, number);
            }
            if (!numbers.isEmpty()) {
                sql.runBatch(removal);
            }
        }
        return numbers.size() * OF_ERRORED.size();
    }

    private static int sidings(Sql sql, long id, String table, int most) throws SQLException {
        String key = table.equals("siding") ? "id" : "siding";
        int removed = 0;
        while (removed < most) {
            Long siding = sql.first(
                    "SELECT " + key + " FROM " + table + " WHERE subscription = ? LIMIT 1", row -> row.getLong(1), id);
            if (siding == null) {
                return removed;
            }
            int room = most - removed;
            int entries = sql.update(
                    "DELETE FROM entry WHERE seq IN (SELECT seq FROM entry WHERE siding = ? ORDER BY seq LIMIT ?)",
                    siding,
                    (long) room);
            removed += entries;
            if (entries < room) {
                sql.update("DELETE FROM " + table + " WHERE " + key + " = ?", siding);
                removed++;
            }
        }
        return removed;
    }

    private static int marks(Sql sql, long id, int most) throws SQLException {
        int removed = 0;
        while (removed < most) {
            Long source = sql.first("SELECT id FROM source WHERE subscription = ? LIMIT 1", row -> row.getLong(1), id);
            if (source == null) {
                return removed;
            }
            int room = most - removed;
            int marks = sql.update(
                    "DELETE FROM mark WHERE source = ?1 AND lane IN (SELECT lane FROM mark WHERE source = ?1 LIMIT ?2)",
                    source,
                    (long) room);
            removed += marks;
            if (marks < room) {
                sql.update("DELETE FROM source WHERE id = ?", source);
                removed++;
            }
        }
        return removed;
    }
}
