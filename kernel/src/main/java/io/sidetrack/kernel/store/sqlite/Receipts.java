package io.sidetrack.kernel.store.sqlite;

import io.sidetrack.kernel.store.Outcome;
import io.sidetrack.kernel.store.Receipt;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How settled deliveries are remembered: progress for embedded channels, marks for remote logs, inbox rows for remote queues.
 * Writer thread only.
 */
final class Receipts {
    private static final long INBOX_MILLIS = 7L * 24 * 60 * 60 * 1000;
    private static final long PRUNE_MILLIS = 60_000;
    private static final String MARK = "INSERT INTO mark (source, lane, position) VALUES (?, ?, ?)"
            + " ON CONFLICT (source, lane) DO UPDATE SET position = max(position, excluded.position)";

    private final Sql sql;
    private final Map<Partition, PartitionMarks> partitions = new HashMap<>();
    private long pruneAt;

    Receipts(Sql sql) throws SQLException {
        this.sql = sql;
        sql.all(
                "SELECT subscription, generation, channel, part, id, highest FROM source",
                row -> partitions.put(
                        new Partition(row.getLong(1), row.getLong(2), row.getString(3), row.getString(4)),
                        new PartitionMarks(row.getLong(5), row.getLong(6))));
    }

    /** A conflict where the receipt cannot be written, else {@code null}. */
    static Outcome.@Nullable Conflict refusal(SubscriptionLedger subscription, Receipt receipt) {
        return receipt instanceof Receipt.Position at && !subscription.progress.containsKey(at.channel())
                ? Conflicts.of(
                        Outcome.Reason.CHANNEL,
                        "subscription '" + subscription.name + "' does not read embedded channel '" + at.channel()
                                + "'")
                : null;
    }

    /**
     * @param lane whose mark it is
     * @param lasting whether a remote delivery must be recognised when it comes again
     */
    void write(SubscriptionLedger subscription, Receipt receipt, @Nullable String lane, boolean lasting, long nowMillis)
            throws SQLException {
        if (receipt instanceof Receipt.Position at) {
            ChannelProgress progress = subscription.progress.get(at.channel());
            if (progress != null) {
                progress.add(at.position());
            }
        } else if (lasting && receipt instanceof Receipt.Mark mark && lane != null) {
            marks(subscription, mark).raise(lane, mark.position());
        } else if (lasting && receipt instanceof Receipt.Inbox message) {
            sql.update(
                    "INSERT OR IGNORE INTO inbox (subscription, generation, channel, source, message, at_millis)"
                            + " VALUES (?, ?, ?, ?, ?, ?)",
                    subscription.id,
                    subscription.generation,
                    message.channel(),
                    KeyBytes.of(message.source()),
                    KeyBytes.of(message.id()),
                    nowMillis);
        }
    }

    private PartitionMarks marks(SubscriptionLedger subscription, Receipt.Mark mark) throws SQLException {
        Partition partition = new Partition(subscription.id, subscription.generation, mark.channel(), mark.partition());
        PartitionMarks marks = partitions.get(partition);
        if (marks == null) {
            sql.update(
                    "INSERT INTO source (subscription, generation, channel, part, highest) VALUES (?, ?, ?, ?, -1)",
                    partition.subscription(),
                    partition.generation(),
                    partition.channel(),
                    partition.name());
            marks = new PartitionMarks(sql.number("SELECT last_insert_rowid()"), -1);
            partitions.put(partition, marks);
        }
        return marks;
    }

    void flush(long nowMillis) throws SQLException {
        boolean any = false;
        for (PartitionMarks each : partitions.values()) {
            any |= each.flush();
        }
        if (any) {
            sql.runBatch(MARK);
        }
        if (nowMillis >= pruneAt || nowMillis < pruneAt - PRUNE_MILLIS) {
            int pruned = sql.update(
                    "DELETE FROM inbox WHERE rowid IN (SELECT rowid FROM inbox WHERE at_millis < ? LIMIT 1000)",
                    nowMillis - INBOX_MILLIS);
            pruneAt = pruned > 0 ? nowMillis : nowMillis + PRUNE_MILLIS;
        }
    }

    private record Partition(long subscription, long generation, String channel, String name) {}

    private final class PartitionMarks {
        private final long id;
        private final Map<String, Long> raised = new HashMap<>();
        private long highest;

        PartitionMarks(long id, long highest) {
            this.id = id;
            this.highest = highest;
        }

        void raise(String lane, long position) {
            raised.merge(lane, position, Math::max);
        }

        boolean flush() throws SQLException {
            if (raised.isEmpty()) {
                return false;
            }
            long before = highest;
            for (Map.Entry<String, Long> each : raised.entrySet()) {
                highest = Math.max(highest, each.getValue());
                sql.batch(MARK, id, KeyBytes.of(each.getKey()), each.getValue());
            }
            raised.clear();
            if (highest > before) {
                sql.update("UPDATE source SET highest = ? WHERE id = ?", highest, id);
            }
            return true;
        }
    }
}
