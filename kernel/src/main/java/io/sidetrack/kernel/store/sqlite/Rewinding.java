package io.sidetrack.kernel.store.sqlite;

import io.sidetrack.kernel.store.LogBegin;
import io.sidetrack.kernel.store.Rewind;
import io.sidetrack.kernel.store.Rewind.KeyedState;
import io.sidetrack.kernel.store.Rewind.Rewound;
import io.sidetrack.kernel.store.Status;
import io.sidetrack.kernel.store.SubscriptionException;
import io.sidetrack.kernel.store.SubscriptionException.Reason;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Sends a subscription back, within the transaction of one group. Checks everything before it changes anything. Writer thread only. */
final class Rewinding {
    private static final int PAGE = 1_000;

    private final Tables tables;
    private final SubscriptionLedger ledger;
    private final Rewind rewind;
    private final String by;
    private long superseded;
    private long errored;
    private long discarded;

    Rewinding(Tables tables, SubscriptionLedger ledger, Rewind rewind, String by) {
        this.tables = tables;
        this.ledger = ledger;
        this.rewind = rewind;
        this.by = by;
    }

    @Nullable
    SubscriptionException refusal() throws SQLException {
        if (!ledger.paused) {
            return refused("is not paused; pause it first");
        }
        if (rewind.positions().isEmpty() && rewind.logs().isEmpty()) {
            return refused("is not sent anywhere: no channel is named");
        }
        for (Map.Entry<String, Long> each : rewind.positions().entrySet()) {
            ChannelProgress progress = ledger.progress.get(each.getKey());
            if (progress == null || !progress.isReading()) {
                return refused("does not read embedded channel '" + each.getKey() + "'");
            }
            long first = progress.channel().first();
            long behind = progress.done().watermark() + 1;
            if (each.getValue() < first) {
                return refused("cannot go back to position " + each.getValue() + " of '" + each.getKey()
                        + "': the first one that is kept is " + first);
            }
            if (each.getValue() > behind) {
                return refused("would skip events that are not done: it has done '" + each.getKey()
                        + "' up to position " + (behind - 1) + ", and " + each.getValue() + " is ahead of that");
            }
        }
        return rewind.state() == KeyedState.NONE && hasState()
                ? refused("has keyed state, into which these events were worked already: rewind every channel to its"
                        + " beginning, which clears it, or say what becomes of it: state 'clear' or 'keep'")
                : null;
    }

    private boolean hasState() throws SQLException {
        return tables.sql.number("SELECT EXISTS (SELECT 1 FROM keyed_state WHERE subscription = ?)", ledger.id) > 0;
    }

    private SubscriptionException refused(String why) {
        return new SubscriptionException(Reason.STATE, "subscription '" + ledger.name + "' " + why);
    }

    /** What had gathered must be in the file. */
    Rewound apply() throws SQLException {
        ledger.generation++;
        ledger.epoch++;
        ledger.brokenChains.clear();
        tables.subscriptions.changed(ledger);
        supersede();
        supersedeDiscarded();
        tables.sql.update("DELETE FROM progress WHERE subscription = ?", ledger.id);
        ledger.progress
                .values()
                .forEach(each ->
                        each.rewind(rewind.positions().get(each.channel().name())));
        receipts();
        if (rewind.state() == KeyedState.CLEAR) {
            tables.sql.update("DELETE FROM keyed_state WHERE subscription = ?", ledger.id);
        }
        JsonObject detail = new JsonObject()
                .put("to", rewind.to())
                .put("generation", ledger.generation)
                .put("state", rewind.state().name().toLowerCase(java.util.Locale.ROOT))
                .put("superseded", superseded)
                .put("erroredSuperseded", errored)
                .put("discardedSuperseded", discarded);
        rewind.positions().forEach((channel, position) -> detail.put("from in " + channel, position));
        rewind.logs()
                .forEach(
                        (channel, log) -> detail.put("from in " + channel, new JsonObject(new TreeMap<>(log.begin()))));
        tables.audit.record(by, "rewind", ledger.name, detail, tables.nowMillis);
        return new Rewound(ledger.generation, superseded, errored);
    }

    private void receipts() throws SQLException {
        Sql sql = tables.sql;
        for (Map.Entry<String, Rewind.Log> each : rewind.logs().entrySet()) {
            String channel = each.getKey();
            Rewind.Log log = each.getValue();
            for (String partition : log.back()) {
                sql.update(
                        "DELETE FROM mark WHERE source IN"
                                + " (SELECT id FROM source WHERE subscription = ? AND channel = ? AND part = ?)",
                        ledger.id,
                        channel,
                        partition);
                sql.update(
                        "DELETE FROM source WHERE subscription = ? AND channel = ? AND part = ?",
                        ledger.id,
                        channel,
                        partition);
            }
            LogBegins.put(sql, ledger.id, channel, new LogBegin(ledger.generation, log.place(), log.begin()));
        }
        sql.update("UPDATE source SET generation = ? WHERE subscription = ?", ledger.generation, ledger.id);
        sql.update("UPDATE inbox SET generation = ? WHERE subscription = ?", ledger.generation, ledger.id);
        tables.receipts.reload(ledger.id);
    }

    private void supersede() throws SQLException {
        long last = 0;
        List<Lane> page;
        do {
            page = tables.sql.all(
                    "SELECT id, lane FROM siding WHERE subscription = ? AND id > ? ORDER BY id LIMIT " + PAGE,
                    row -> new Lane(row.getLong(1), KeyBytes.text(row.getBytes(2))),
                    ledger.id,
                    last);
            for (Lane lane : page) {
                last = lane.siding();
                Siding siding = tables.sidings.find(ledger, lane.name());
                if (siding != null) {
                    supersede(siding);
                }
            }
        } while (page.size() == PAGE);
    }

    private void supersede(Siding siding) throws SQLException {
        long last = 0;
        List<Entry> page;
        do {
            page = tables.sql.all(
                    "SELECT e.seq, e.errored, coalesce(e.received, v.content) FROM entry e LEFT JOIN revision v"
                            + " ON v.errored = e.errored AND v.number = 0 WHERE e.siding = ? AND e.seq > ? ORDER BY e.seq"
                            + " LIMIT " + PAGE,
                    row -> new Entry(
                            row.getLong(1), row.getLong(2), rewind.comesAgain(ReceivedCodec.decode(row.getBytes(3)))),
                    siding.id,
                    last);
            for (Entry entry : page) {
                last = entry.seq();
                if (entry.comesAgain()) {
                    supersede(siding, entry);
                }
            }
        } while (page.size() == PAGE);
    }

    /** What was discarded and comes again from its channel may not be restored beside that. */
    private void supersedeDiscarded() throws SQLException {
        tables.discarded.tellAll(ledger.id);
        long last = 0;
        List<Entry> page;
        do {
            page = tables.sql.all(
                    "SELECT e.num, v.content FROM errored e JOIN revision v ON v.errored = e.num AND v.number = 0"
                            + " WHERE e.subscription = ? AND e.status = 'discarded' AND e.num > ? ORDER BY e.num LIMIT "
                            + PAGE,
                    row -> new Entry(0, row.getLong(1), rewind.comesAgain(ReceivedCodec.decode(row.getBytes(2)))),
                    ledger.id,
                    last);
            for (Entry entry : page) {
                last = entry.errored();
                ErroredRow row = entry.comesAgain() ? tables.errored.find(last) : null;
                if (row != null) {
                    discarded++;
                    supersede(row);
                }
            }
        } while (page.size() == PAGE);
    }

    private void supersede(Siding siding, Entry entry) throws SQLException {
        superseded++;
        tables.sidings.remove(siding, entry.seq());
        ErroredRow row = entry.errored() == 0 ? null : tables.errored.find(entry.errored());
        if (row != null) {
            errored++;
            supersede(row);
        }
    }

    private void supersede(ErroredRow row) throws SQLException {
        Status before = row.status;
        row.leave(Status.SUPERSEDED);
        row.toLane = null;
        row.toKey = null;
        row.version++;
        tables.errored.update(ledger, row, before, tables.nowMillis);
        tables.errored.concludeResolution(row, "superseded", tables.nowMillis);
        tables.errored.addResolution(row, "supersede", by, "rewind to " + rewind.to(), tables.nowMillis);
        tables.errored.concludeResolution(row, "succeeded", tables.nowMillis);
    }

    private record Lane(long siding, String name) {}

    private record Entry(long seq, long errored, boolean comesAgain) {}
}
