package io.sidetrack.kernel.store.sqlite;

import java.sql.SQLException;

/**
 * Removes what every subscription that reads a channel has done, once it is past the retention or more than the channel is to hold.
 * Writer thread only.
 */
final class Trimming {
    private static final int CHUNKS = 500;

    private Trimming() {}

    /** Removes some; whole chunks only. */
    static Slice slice(Tables tables, String channel) throws SQLException {
        ChannelLog log = tables.channels.get(channel);
        tables.flush();
        Sql sql = tables.sql;
        long below = Math.min(Math.max(old(tables, log), surplus(log)), done(tables, log));
        Removed removed = sql.first(
                "SELECT count(*), max(last), sum(bytes) FROM (SELECT last, bytes FROM chunk WHERE channel = ? AND last < ?"
                        + " AND first < ? ORDER BY first LIMIT " + CHUNKS + ")",
                row -> new Removed(row.getInt(1), row.getLong(2), row.getLong(3)),
                (long) log.id(),
                below,
                below);
        if (removed == null || removed.chunks() == 0) {
            return new Slice(0, false);
        }
        sql.update("DELETE FROM chunk WHERE channel = ? AND first <= ?", (long) log.id(), removed.last());
        long events = removed.last() + 1 - log.first();
        log.trim(removed.last() + 1, removed.bytes());
        tables.channels.changed(log);
        FreePages.giveBack(sql);
        return new Slice(events, removed.chunks() == CHUNKS);
    }

    /** The first position that is younger than the retention. */
    private static long old(Tables tables, ChannelLog log) throws SQLException {
        Long young = tables.sql.first(
                "SELECT first FROM chunk WHERE channel = ? AND at_millis >= ? ORDER BY at_millis, first LIMIT 1",
                row -> row.getLong(1),
                (long) log.id(),
                tables.nowMillis - log.retentionMillis());
        return young == null ? log.last() + 1 : young;
    }

    /** The first position of the newest that the channel is to hold. */
    private static long surplus(ChannelLog log) {
        return log.last() + 1 - Math.min(log.last(), log.maxEvents());
    }

    /** The first position that somebody has not done. */
    private static long done(Tables tables, ChannelLog log) {
        long slowest = tables.subscriptions.slowest(log);
        return slowest == Long.MAX_VALUE ? slowest : slowest + 1;
    }

    /** @param more whether there is more to remove */
    record Slice(long events, boolean more) {}

    private record Removed(int chunks, long last, long bytes) {}
}
