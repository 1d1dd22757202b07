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
    private static final String MARK = "INSERT INTO mark (source, lane, position) VALUES (?, ?, ?)"
            + " ON CONFLICT (source, lane) DO UPDATE SET position = max(position, excluded.position)";

    private final Sql sql;
    private final Map<Partition, PartitionMarks> partitions = new HashMap<>();

    Receipts(Sql sql) throws SQLException {
        this.sql = sql;
        for (long subscription :
                sql.all("SELECT id FROM subscription WHERE " + Forgotten.NOT_FORGOTTEN, row -> row.getLong(1))) {
            reload(subscription);
        }
    }

    /** Reads a subscription's partitions anew; everything that has gathered must be in the file. */
    void reload(long subscription) throws SQLException {
        forget(subscription);
        sql.all(
                "SELECT subscription, generation, channel, part, id, highest FROM source WHERE subscription = ?",
                row -> partitions.put(
                        new Partition(row.getLong(1), row.getLong(2), row.getString(3), row.getString(4)),
                        new PartitionMarks(row.getLong(5), row.getLong(6))),
                subscription);
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

    /** The log will not deliver again at or below a position. */
    void passed(SubscriptionLedger subscription, String channel, String partition, long position) throws SQLException {
        sql.update(
                "UPDATE source SET passed = ?1 WHERE subscription = ?2 AND generation = ?3 AND channel = ?4 AND part = ?5"
                        + " AND passed < ?1",
                position,
                subscription.id,
                subscription.generation,
                channel,
                partition);
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

    /** Forgets what is known of a subscription's marks; everything that has gathered must be in the file. */
    void forget(long subscription) {
        partitions.keySet().removeIf(partition -> partition.subscription() == subscription);
    }

    void flush() throws SQLException {
        boolean any = false;
        for (PartitionMarks each : partitions.values()) {
            any |= each.flush();
        }
        if (any) {
            sql.runBatch(MARK);
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
