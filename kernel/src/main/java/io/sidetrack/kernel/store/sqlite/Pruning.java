package io.sidetrack.kernel.store.sqlite;

import io.sidetrack.kernel.store.Keeping;
import io.sidetrack.kernel.store.LaneHash;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Removes what is finished and past its keeping, a slice at a time so that other commits come between. What is open is out of its
 * reach: every statement names only rows that have left their siding, or that nobody will ask for. Writer thread only.
 */
enum Pruning {
    /** Errored events that have left their siding, with their history. */
    RESOLVED {
        @Override
        Slice slice(Tables tables, Keeping keeping, @Nullable Cursor from) throws SQLException {
            List<Long> nums = tables.sql.all(
                    "SELECT num FROM errored WHERE seq IS NULL AND changed_millis < ?"
                            + " AND status IN ('succeeded', 'discarded', 'redirected', 'superseded')"
                            + " ORDER BY changed_millis LIMIT " + ERRORED,
                    row -> row.getLong(1),
                    before(tables, keeping.resolved()));
            for (long num : nums) {
                tables.errored.remove(num);
            }
            return new Slice(nums.size(), nums.size() < ERRORED ? null : FROM_THE_START);
        }
    },

    /** Audit entries, but for those of errored events that still stand on a siding. */
    AUDIT {
        @Override
        Slice slice(Tables tables, Keeping keeping, @Nullable Cursor from) throws SQLException {
            long after = from == null ? 0 : from.number();
            long before = before(tables, keeping.audit());
            List<Long> seqs = tables.sql.all(
                    "SELECT seq FROM audit WHERE seq > ? ORDER BY seq LIMIT " + ROWS, row -> row.getLong(1), after);
            if (seqs.isEmpty()) {
                return Slice.NOTHING;
            }
            long last = seqs.get(seqs.size() - 1);
            int removed = tables.sql.update(
                    "DELETE FROM audit WHERE seq > ? AND seq <= ? AND at_millis < ?"
                            + " AND NOT EXISTS (SELECT 1 FROM errored e WHERE e.id = audit.target AND e.seq IS NOT NULL)",
                    after,
                    last,
                    before);
            boolean mayBeMore =
                    tables.sql.number("SELECT at_millis FROM audit WHERE seq > ? ORDER BY seq LIMIT 1", last) < before;
            return new Slice(removed, seqs.size() == ROWS && mayBeMore ? new Cursor(last, null) : null);
        }
    },

    INBOX {
        @Override
        Slice slice(Tables tables, Keeping keeping, @Nullable Cursor from) throws SQLException {
            int removed = tables.sql.update(
                    "DELETE FROM inbox WHERE rowid IN (SELECT rowid FROM inbox WHERE at_millis < ? LIMIT " + ROWS + ")",
                    before(tables, keeping.inbox()));
            return new Slice(removed, removed < ROWS ? null : FROM_THE_START);
        }
    },

    /** Marks that the remote log has passed, but for those of a lane that has keyed state or a siding. */
    MARKS {
        @Override
        Slice slice(Tables tables, Keeping keeping, @Nullable Cursor from) throws SQLException {
            tables.flush();
            Cursor at = from == null ? FROM_THE_START : from;
            MarkedSource source = tables.sql.first(
                    "SELECT id, subscription, passed FROM source WHERE id >= ? AND passed >= 0 ORDER BY id LIMIT 1",
                    row -> new MarkedSource(row.getLong(1), row.getLong(2), row.getLong(3)),
                    at.number());
            if (source == null) {
                return Slice.NOTHING;
            }
            byte[] after = at.lane() == null || source.id() != at.number() ? new byte[0] : at.lane();
            List<byte[]> passed = tables.sql.all(
                    "SELECT lane FROM mark WHERE source = ? AND lane > ? AND position <= ? ORDER BY lane LIMIT " + ROWS,
                    row -> row.getBytes(1),
                    source.id(),
                    after,
                    source.passed());
            int removed = 0;
            for (byte[] lane : passed) {
                if (!source.isNeeded(tables.sql, lane)) {
                    removed += tables.sql.update("DELETE FROM mark WHERE source = ? AND lane = ?", source.id(), lane);
                }
            }
            return new Slice(
                    removed,
                    passed.size() < ROWS
                            ? new Cursor(source.id() + 1, null)
                            : new Cursor(source.id(), passed.get(ROWS - 1)));
        }
    };

    private static final int ERRORED = 100;
    private static final int ROWS = 500;
    private static final Cursor FROM_THE_START = new Cursor(0, null);

    /** Removes some of it, from a cursor of the slice before on. */
    abstract Slice slice(Tables tables, Keeping keeping, @Nullable Cursor from) throws SQLException;

    private static long before(Tables tables, Duration kept) {
        return tables.nowMillis - kept.toMillis();
    }

    /** @param next where the next slice begins, {@code null} at the end */
    record Slice(long removed, @Nullable Cursor next) {
        static final Slice NOTHING = new Slice(0, null);
    }

    record Cursor(long number, byte @Nullable [] lane) {}

    private record MarkedSource(long id, long subscription, long passed) {
        /** Marks of keyed state live as long as it does; and what is open keeps its mark, whatever the log has passed. */
        boolean isNeeded(Sql sql, byte[] lane) throws SQLException {
            return sql.number(
                            "SELECT EXISTS (SELECT 1 FROM keyed_state WHERE subscription = ?1 AND key = ?2)"
                                    + " OR EXISTS (SELECT 1 FROM siding WHERE subscription = ?1 AND lane_hash = ?3"
                                    + " AND lane = ?2)",
                            subscription,
                            lane,
                            LaneHash.of(KeyBytes.text(lane)))
                    > 0;
        }
    }
}
