package io.sidetrack.kernel.store.sqlite;

import io.sidetrack.kernel.store.Fence;
import io.sidetrack.kernel.store.Progress;
import io.sidetrack.kernel.store.Status;
import io.sidetrack.kernel.store.SubscriptionInfo;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A subscription as the writer has it. Writer thread only. */
final class SubscriptionLedger {
    final long id;
    final String name;
    final Map<String, ChannelProgress> progress = new TreeMap<>();

    /** Chains in which a command conflicted, under the present epoch. */
    final Set<Long> brokenChains = new HashSet<>();

    long epoch;
    long generation;
    boolean paused;
    String order;
    long sidings;
    long parked;
    long waiting;
    boolean changed;

    SubscriptionLedger(ResultSet row) throws SQLException {
        this.id = row.getLong("id");
        this.name = row.getString("name");
        this.epoch = row.getLong("epoch");
        this.generation = row.getLong("generation");
        this.paused = row.getBoolean("paused");
        this.order = row.getString("order_text");
        this.sidings = row.getLong("sidings");
        this.parked = row.getLong("parked");
        this.waiting = row.getLong("waiting");
    }

    Fence fence() {
        return new Fence(name, epoch, generation);
    }

    SubscriptionInfo info() {
        Map<String, Progress> done = new TreeMap<>();
        progress.forEach((channel, each) -> {
            if (each.isReading()) {
                done.put(channel, each.done().progress());
            }
        });
        return new SubscriptionInfo(name, epoch, generation, paused, done, waiting, sidings, parked);
    }

    /** How many events are done of which an earlier one is not. */
    long aboveWatermark() {
        return progress.values().stream()
                .filter(ChannelProgress::isReading)
                .mapToLong(each -> each.done().aboveWatermark())
                .sum();
    }

    void counted(long sidingsMore, long parkedMore) {
        sidings += sidingsMore;
        parked += parkedMore;
        changed = true;
    }

    void statusChanged(boolean waitedBefore, boolean waitsNow) {
        if (waitedBefore != waitsNow) {
            waiting += waitsNow ? 1 : -1;
            changed = true;
        }
    }

    static boolean waits(Status status) {
        return status == Status.OPEN || status == Status.INDETERMINATE;
    }

    void flush(Sql sql) throws SQLException {
        if (changed) {
            changed = false;
            sql.update(
                    "UPDATE subscription SET epoch = ?, generation = ?, paused = ?, order_text = ?, sidings = ?, parked = ?, waiting = ?"
                            + " WHERE id = ?",
                    epoch,
                    generation,
                    paused ? 1L : 0L,
                    order,
                    sidings,
                    parked,
                    waiting,
                    id);
        }
        for (ChannelProgress each : progress.values()) {
            each.flush(sql, id, generation);
        }
    }
}
