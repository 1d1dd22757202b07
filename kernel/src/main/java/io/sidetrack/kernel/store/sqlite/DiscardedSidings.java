package io.sidetrack.kernel.store.sqlite;

import io.sidetrack.kernel.store.Command;
import io.sidetrack.kernel.store.Status;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sidings that were discarded whole, however long they were. The decision itself is one row: the lane has no siding from then on.
 * What stood on it is removed afterwards in pieces, each small enough not to be noticed by those who commit between them; a crash
 * between two of them leaves the rest to the next opening. Writer thread only.
 */
final class DiscardedSidings {
    private static final int ERRORED = 200;
    private static final int ENTRIES = 1_000;
    private static final long BYTES = 4L << 20;

    private final Tables tables;
    private final Sql sql;
    private final Map<Long, Discarded> bySiding = new LinkedHashMap<>();
    private boolean claimed;

    DiscardedSidings(Tables tables) throws SQLException {
        this.tables = tables;
        this.sql = tables.sql;
        sql.all(
                "SELECT siding, subscription, by_whom, note FROM discarded WHERE subscription IN (SELECT id FROM"
                        + " subscription WHERE " + Forgotten.NOT_FORGOTTEN + ") ORDER BY siding",
                row -> bySiding.put(row.getLong(1), new Discarded(row.getLong(2), row.getString(3), row.getString(4))));
    }

    /** Closes a siding whose head has left it. The errored events behind the head are discarded too, the first ones at once. */
    void add(Siding siding, Command.Decide decide) throws SQLException {
        tables.sidings.discard(siding);
        Discarded discarded = new Discarded(siding.subscription.id, decide.by(), decide.note());
        sql.update(
                "INSERT INTO discarded (siding, subscription, by_whom, note) VALUES (?, ?, ?, ?)",
                siding.id,
                discarded.subscription(),
                discarded.by(),
                discarded.note());
        bySiding.put(siding.id, discarded);
        settle(siding.id, discarded);
    }

    /** An errored event that was discarded with its siding and does not know it yet learns it before anybody else sees it. */
    @Nullable
    ErroredRow told(@Nullable ErroredRow row) throws SQLException {
        Discarded discarded = row == null || row.seq == 0 ? null : bySiding.get(row.siding);
        if (row != null && discarded != null) {
            settle(row, discarded);
        }
        return row;
    }

    /** Every errored event of a subscription that was discarded with its siding knows it from now on. */
    void tellAll(long subscription) throws SQLException {
        for (Map.Entry<Long, Discarded> each : bySiding.entrySet()) {
            if (each.getValue().subscription() == subscription) {
                while (settle(each.getKey(), each.getValue()) > 0) {}
            }
        }
    }

    /** The sidings of a subscription that is forgotten go with it. */
    void forget(long subscription) {
        bySiding.values().removeIf(each -> each.subscription() == subscription);
    }

    /** Whether there is something to remove that nobody removes yet; it is then the caller's. */
    boolean claim() {
        boolean mine = !claimed && !bySiding.isEmpty();
        claimed |= mine;
        return mine;
    }

    /** Removes a piece of the oldest one. */
    void removePiece() throws SQLException {
        claimed = false;
        Iterator<Map.Entry<Long, Discarded>> oldest = bySiding.entrySet().iterator();
        if (!oldest.hasNext()) {
            return;
        }
        Map.Entry<Long, Discarded> each = oldest.next();
        if (settle(each.getKey(), each.getValue()) == 0 && removeEntries(each.getKey())) {
            sql.update("DELETE FROM discarded WHERE siding = ?", each.getKey());
            oldest.remove();
        }
        FreePages.giveBack(sql);
    }

    /** Answers how many were settled; none where the subscription is forgotten, and its errored events with it. */
    private int settle(long siding, Discarded discarded) throws SQLException {
        int settled = 0;
        if (tables.subscriptions.find(discarded.subscription()) == null) {
            return 0;
        }
        for (long num : sql.all(
                "SELECT num FROM errored WHERE siding = ? AND seq IS NOT NULL ORDER BY num LIMIT " + ERRORED,
                row -> row.getLong(1),
                siding)) {
            ErroredRow row = tables.errored.find(num);
            if (row == null) {
                throw new SQLException("errored event number " + num + " is on a siding and is not there");
            }
            settle(row, discarded);
            settled++;
        }
        return settled;
    }

    private void settle(ErroredRow row, Discarded discarded) throws SQLException {
        SubscriptionLedger subscription = tables.subscriptions.find(discarded.subscription());
        if (subscription == null) {
            return;
        }
        Status before = row.status;
        row.leave(Status.DISCARDED);
        row.version++;
        tables.errored.update(subscription, row, before, tables.nowMillis);
        tables.subscriptions.changed(subscription);
        tables.errored.addResolution(row, "discard", discarded.by(), discarded.note(), tables.nowMillis);
        tables.errored.concludeResolution(row, "succeeded", tables.nowMillis);
    }

    /** Removes the first entries, up to a number and about a size; answers whether they were the last. */
    private boolean removeEntries(long siding) throws SQLException {
        Piece piece = new Piece();
        sql.all(
                "SELECT seq, length(received) FROM entry WHERE siding = ? ORDER BY seq LIMIT " + ENTRIES,
                row -> piece.add(row.getLong(1), row.getLong(2)),
                siding);
        sql.update("DELETE FROM entry WHERE siding = ? AND seq <= ?", siding, piece.lastSeq);
        return piece.found < ENTRIES && !piece.isFull;
    }

    private record Discarded(long subscription, String by, String note) {}

    private static final class Piece {
        private int found;
        private long bytes;
        private long lastSeq;
        private boolean isFull;

        boolean add(long seq, long size) {
            found++;
            if (bytes >= BYTES) {
                isFull = true;
            } else {
                bytes += size;
                lastSeq = seq;
            }
            return isFull;
        }
    }
}
