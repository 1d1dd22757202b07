package io.sidetrack.kernel.store.sqlite;

import io.sidetrack.kernel.store.Fence;
import io.sidetrack.kernel.store.FencedException;
import io.sidetrack.kernel.store.Progress;
import io.sidetrack.kernel.store.Receipt;
import io.sidetrack.kernel.store.Recovery;
import io.sidetrack.kernel.store.SubscriptionInfo;
import io.vertx.core.buffer.Buffer;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Questions about subscriptions, in the transaction of one read. */
final class SubscriptionQueries {
    private final Sql sql;

    SubscriptionQueries(Sql sql) {
        this.sql = sql;
    }

    Recovery recovery(Fence fence) throws SQLException {
        Row row = row(fence);
        Map<String, Long> highest = new HashMap<>();
        sql.all(
                "SELECT channel || '/' || part, highest FROM source WHERE subscription = ? AND generation = ?",
                found -> highest.put(found.getString(1), found.getLong(2)),
                row.id(),
                row.generation());
        return new Recovery(
                progress(row),
                laneHashes(row),
                sql.number("SELECT EXISTS (SELECT 1 FROM keyed_state WHERE subscription = ?)", row.id()) > 0,
                highest,
                row.parked(),
                row.paused());
    }

    /** As they stand in the index, which is read from end to end. */
    private long[] laneHashes(Row row) throws SQLException {
        long[] hashes = new long[(int) Math.min(row.sidings(), Integer.MAX_VALUE - 8)];
        PreparedStatement statement =
                sql.statement("SELECT lane_hash FROM siding INDEXED BY siding_lane WHERE subscription = ?");
        statement.setLong(1, row.id());
        int count = 0;
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                if (count == hashes.length) {
                    hashes = Arrays.copyOf(hashes, count * 2 + 16);
                }
                hashes[count++] = rows.getLong(1);
            }
        }
        return count == hashes.length ? hashes : Arrays.copyOf(hashes, count);
    }

    Map<String, Buffer> states(String subscription, List<String> keys) throws SQLException {
        Map<String, Buffer> states = new HashMap<>();
        long id = sql.number("SELECT id FROM subscription WHERE name = ?", subscription);
        for (String key : keys) {
            byte[] state = sql.first(
                    "SELECT state FROM keyed_state WHERE subscription = ? AND key = ?",
                    row -> row.getBytes(1),
                    id,
                    KeyBytes.of(key));
            if (state != null) {
                states.put(key, Buffer.buffer(state));
            }
        }
        return states;
    }

    List<Boolean> settled(Fence fence, List<Receipt> receipts, List<String> lanes) throws SQLException {
        Row row = row(fence);
        Map<String, Progress> progress = progress(row);
        List<Boolean> settled = new ArrayList<>(receipts.size());
        for (int i = 0; i < receipts.size(); i++) {
            settled.add(settled(row, progress, receipts.get(i), lanes.get(i)));
        }
        return settled;
    }

    private boolean settled(Row row, Map<String, Progress> progress, Receipt receipt, String lane) throws SQLException {
        if (receipt instanceof Receipt.Position at) {
            Progress done = progress.get(at.channel());
            return done != null && done.contains(at.position());
        } else if (receipt instanceof Receipt.Mark mark) {
            return sql.number(
                            "SELECT EXISTS (SELECT 1 FROM source s JOIN mark m ON m.source = s.id WHERE s.subscription = ?"
                                    + " AND s.generation = ? AND s.channel = ? AND s.part = ? AND m.lane = ?"
                                    + " AND m.position >= ?)",
                            row.id(),
                            row.generation(),
                            mark.channel(),
                            mark.partition(),
                            KeyBytes.of(lane),
                            mark.position())
                    > 0;
        } else if (receipt instanceof Receipt.Inbox message) {
            return sql.number(
                            "SELECT EXISTS (SELECT 1 FROM inbox WHERE subscription = ? AND generation = ? AND channel = ?"
                                    + " AND source = ? AND message = ?)",
                            row.id(),
                            row.generation(),
                            message.channel(),
                            KeyBytes.of(message.source()),
                            KeyBytes.of(message.id()))
                    > 0;
        }
        return false;
    }

    List<SubscriptionInfo> all() throws SQLException {
        List<SubscriptionInfo> found = new ArrayList<>();
        for (Row row :
                sql.all("SELECT * FROM subscription WHERE " + Forgotten.NOT_FORGOTTEN + " ORDER BY id", Row::read)) {
            found.add(new SubscriptionInfo(
                    row.name(),
                    row.epoch(),
                    row.generation(),
                    row.paused(),
                    progress(row),
                    row.waiting(),
                    row.sidings(),
                    row.parked()));
        }
        return found;
    }

    private Map<String, Progress> progress(Row row) throws SQLException {
        Map<String, Progress> progress = new TreeMap<>();
        sql.all(
                "SELECT c.name, p.watermark, p.ranges FROM progress p JOIN channel c ON c.id = p.channel"
                        + " WHERE p.subscription = ? AND p.generation = ? AND p.reading = 1",
                found -> progress.put(
                        found.getString(1),
                        DoneSet.decode(found.getLong(2), found.getBytes(3)).progress()),
                row.id(),
                row.generation());
        return progress;
    }

    private Row row(Fence fence) throws SQLException {
        @Nullable Row row = sql.first("SELECT * FROM subscription WHERE name = ?", Row::read, fence.subscription());
        if (row == null || row.epoch() != fence.epoch()) {
            throw new FencedException(fence, row == null ? 0 : row.epoch());
        }
        return row;
    }

    private record Row(
            long id,
            String name,
            long epoch,
            long generation,
            boolean paused,
            long sidings,
            long parked,
            long waiting) {
        static Row read(ResultSet row) throws SQLException {
            return new Row(
                    row.getLong("id"),
                    row.getString("name"),
                    row.getLong("epoch"),
                    row.getLong("generation"),
                    row.getBoolean("paused"),
                    row.getLong("sidings"),
                    row.getLong("parked"),
                    row.getLong("waiting"));
        }
    }
}
