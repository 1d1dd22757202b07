package io.sidetrack.kernel.store.sqlite;

import io.sidetrack.kernel.store.Fence;
import io.sidetrack.kernel.store.FencedException;
import io.sidetrack.kernel.store.OrderChangedException;
import io.sidetrack.kernel.store.SubscriptionSpec;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The subscriptions as the writer has them, the orphaned ones included. Writer thread only. */
final class Subscriptions {
    private final Sql sql;
    private final Channels channels;
    private final Map<String, SubscriptionLedger> byName = new TreeMap<>();
    private final Set<SubscriptionLedger> changed = new LinkedHashSet<>();

    Subscriptions(Sql sql, Channels channels) throws SQLException {
        this.sql = sql;
        this.channels = channels;
        for (SubscriptionLedger each :
                sql.all("SELECT * FROM subscription WHERE " + Forgotten.NOT_FORGOTTEN, SubscriptionLedger::new)) {
            byName.put(each.name, each);
            for (ChannelProgress progress : sql.all(
                    "SELECT c.name, p.watermark, p.ranges, p.reading FROM progress p JOIN channel c ON c.id = p.channel"
                            + " WHERE p.subscription = ? AND p.generation = ?",
                    this::progress,
                    each.id,
                    each.generation)) {
                each.progress.put(progress.channel().name(), progress);
            }
        }
    }

    private ChannelProgress progress(ResultSet row) throws SQLException {
        return new ChannelProgress(
                channels.get(row.getString(1)),
                DoneSet.decode(row.getLong(2), row.getBytes(3)),
                row.getBoolean(4),
                false);
    }

    @Nullable
    SubscriptionLedger find(String name) {
        return byName.get(name);
    }

    @Nullable
    SubscriptionLedger find(long id) {
        for (SubscriptionLedger each : byName.values()) {
            if (each.id == id) {
                return each;
            }
        }
        return null;
    }

    Collection<SubscriptionLedger> all() {
        return byName.values();
    }

    /** The subscription of a fence, which is about to be changed. Fails with {@link FencedException}. */
    SubscriptionLedger fenced(Fence fence) {
        SubscriptionLedger subscription = byName.get(fence.subscription());
        if (subscription == null || subscription.epoch != fence.epoch()) {
            throw new FencedException(fence, subscription == null ? 0 : subscription.epoch);
        }
        changed.add(subscription);
        return subscription;
    }

    /** It is known no more. What it had gathered must be in the file. */
    void remove(SubscriptionLedger subscription) {
        byName.remove(subscription.name);
        changed.remove(subscription);
    }

    void changed(SubscriptionLedger subscription) {
        subscription.changed = true;
        changed.add(subscription);
    }

    /** Takes over under a new epoch; everything that may refuse it comes first. */
    Fence acquire(SubscriptionSpec spec) throws SQLException {
        List<ChannelLog> reads = new ArrayList<>();
        for (String channel : spec.embeddedChannels()) {
            reads.add(channels.get(channel));
        }
        SubscriptionLedger subscription = byName.get(spec.name());
        if (subscription == null) {
            subscription = create(spec);
        } else if (!subscription.order.equals(spec.order())) {
            checkOrderMayChange(subscription, spec);
            subscription.order = spec.order();
        }
        subscription.epoch++;
        subscription.brokenChains.clear();
        read(subscription, reads, spec.starts());
        changed(subscription);
        return subscription.fence();
    }

    private static void read(SubscriptionLedger subscription, List<ChannelLog> reads, Map<String, Long> starts) {
        for (ChannelProgress each : subscription.progress.values()) {
            if (each.isReading() != reads.contains(each.channel())) {
                each.reading(!each.isReading());
            }
        }
        for (ChannelLog channel : reads) {
            subscription.progress.computeIfAbsent(channel.name(), name -> {
                long begin = Math.min(starts.getOrDefault(name, 0L), channel.last() + 1);
                long done = Math.max(begin, channel.first()) - 1;
                return new ChannelProgress(channel, new DoneSet(done), true, true);
            });
        }
    }

    private SubscriptionLedger create(SubscriptionSpec spec) throws SQLException {
        sql.update(
                "INSERT INTO subscription (name, epoch, generation, paused, order_text, sidings, parked, waiting)"
                        + " VALUES (?, 0, 1, 0, ?, 0, 0, 0)",
                spec.name(),
                spec.order());
        SubscriptionLedger subscription =
                sql.first("SELECT * FROM subscription WHERE name = ?", SubscriptionLedger::new, spec.name());
        if (subscription == null) {
            throw new SQLException("subscription " + spec.name() + " was just written and is not there");
        }
        byName.put(spec.name(), subscription);
        return subscription;
    }

    private void checkOrderMayChange(SubscriptionLedger subscription, SubscriptionSpec spec) throws SQLException {
        List<String> held = new ArrayList<>();
        hold(held, subscription.sidings, "sidings with " + subscription.parked + " events");
        hold(
                held,
                sql.number("SELECT count(*) FROM keyed_state WHERE subscription = ?", subscription.id),
                "keys with state");
        hold(
                held,
                sql.number(
                        "SELECT count(*) FROM source s JOIN mark m ON m.source = s.id WHERE s.subscription = ?"
                                + " AND s.generation = ?",
                        subscription.id,
                        subscription.generation),
                "keys with deliveries of a remote log that may come again");
        hold(held, subscription.aboveWatermark(), "events done above the watermark");
        if (!held.isEmpty()) {
            throw new OrderChangedException(subscription.name, subscription.order, spec.order(), held);
        }
    }

    private static void hold(List<String> held, long count, String what) {
        if (count > 0) {
            held.add(count + " " + what);
        }
    }

    /** The lowest watermark of those that read a channel; {@code Long.MAX_VALUE} where nobody does. */
    long slowest(ChannelLog channel) {
        long slowest = Long.MAX_VALUE;
        for (SubscriptionLedger each : byName.values()) {
            ChannelProgress progress = each.progress.get(channel.name());
            if (progress != null && progress.isReading()) {
                slowest = Math.min(slowest, progress.done().watermark());
            }
        }
        return slowest;
    }

    /** Makes every fence of before refused. */
    void fenceAll() {
        for (SubscriptionLedger each : byName.values()) {
            each.epoch++;
            changed(each);
        }
    }

    void flush() throws SQLException {
        for (SubscriptionLedger each : changed) {
            each.flush(sql);
        }
        changed.clear();
    }
}
