package io.sidetrack.kernel.store.sqlite;

import io.sidetrack.api.event.InvalidEventException;
import io.sidetrack.kernel.store.Command;
import io.sidetrack.kernel.store.Drivable;
import io.sidetrack.kernel.store.Fence;
import io.sidetrack.kernel.store.Outcome;
import io.sidetrack.kernel.store.Receipt;
import io.sidetrack.kernel.store.Recovery;
import io.sidetrack.kernel.store.ShardStore;
import io.sidetrack.kernel.store.SidingPage;
import io.sidetrack.kernel.store.SidingView;
import io.sidetrack.kernel.store.SubscriptionInfo;
import io.sidetrack.kernel.store.SubscriptionSpec;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/** What the engine needs: commands go to the writer, questions to the readers. Thread-safe. */
final class SqliteShards implements ShardStore {
    private final GroupWriter writer;
    private final Readers readers;

    SqliteShards(GroupWriter writer, Readers readers) {
        this.writer = writer;
        this.readers = readers;
    }

    @Override
    public Future<Fence> acquire(SubscriptionSpec spec) {
        return writer.submit(1, 256, session -> {
            session.tables().flush();
            return session.tables().subscriptions.acquire(spec);
        });
    }

    @Override
    public Future<Recovery> recover(Fence fence) {
        return readers.forEngine(sql -> new SubscriptionQueries(sql).recovery(fence));
    }

    @Override
    public Future<List<Outcome>> commit(Fence fence, List<Command> commands) {
        List<Prepared> prepared;
        try {
            prepared = Prepared.all(commands);
        } catch (InvalidEventException e) {
            return Future.failedFuture(e);
        }
        long bytes = 0;
        for (Prepared each : prepared) {
            bytes += each.size();
        }
        return writer.submit(
                commands.size(), bytes, session -> session.commands().apply(fence, prepared));
    }

    @Override
    public Future<Void> passed(Fence fence, String channel, String partition, long position) {
        return writer.submit(1, 64, session -> {
                    Tables tables = session.tables();
                    tables.receipts.passed(tables.subscriptions.fenced(fence), channel, partition, position);
                    return true;
                })
                .mapEmpty();
    }

    @Override
    public Future<Map<String, Buffer>> readStates(String subscription, List<String> keys) {
        List<String> wanted = List.copyOf(keys);
        return readers.forEngine(sql -> new SubscriptionQueries(sql).states(subscription, wanted));
    }

    @Override
    public Future<List<Boolean>> readSettled(Fence fence, List<Receipt> receipts, List<String> lanes) {
        List<Receipt> asked = List.copyOf(receipts);
        List<String> askedLanes = List.copyOf(lanes);
        return readers.forEngine(sql -> new SubscriptionQueries(sql).settled(fence, asked, askedLanes));
    }

    @Override
    public Future<List<SidingView>> readSidings(String subscription, List<SidingPage> pages) {
        List<SidingPage> asked = List.copyOf(pages);
        return readers.forEngine(sql -> new SidingQueries(sql).sidings(subscription, asked));
    }

    @Override
    public Future<Drivable> readDrivable(String subscription, long wallMillis, long afterSidingId, int limit) {
        return readers.forEngine(
                sql -> new SidingQueries(sql).drivable(subscription, wallMillis, afterSidingId, limit));
    }

    @Override
    public Future<Void> setPaused(String subscription, boolean paused, String by) {
        return writer.submit(1, 256, session -> {
                    Tables tables = session.tables();
                    SubscriptionLedger ledger = tables.subscriptions.find(subscription);
                    if (ledger != null) {
                        ledger.paused = paused;
                        tables.subscriptions.changed(ledger);
                        String action = paused ? "pause" : "resume";
                        tables.audit.record(by, action, subscription, new JsonObject(), tables.nowMillis);
                    }
                    return ledger != null;
                })
                .compose(known -> known
                        ? Future.succeededFuture()
                        : Future.failedFuture(new IllegalArgumentException(
                                "subscription '" + subscription + "' is not known to the store")));
    }

    @Override
    public Future<List<SubscriptionInfo>> subscriptions() {
        return readers.forPeople(sql -> new SubscriptionQueries(sql).all());
    }
}
