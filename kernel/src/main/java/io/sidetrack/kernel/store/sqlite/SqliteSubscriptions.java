package io.sidetrack.kernel.store.sqlite;

import io.sidetrack.kernel.store.Fence;
import io.sidetrack.kernel.store.LogBegin;
import io.sidetrack.kernel.store.Rewind;
import io.sidetrack.kernel.store.Rewind.Rewound;
import io.sidetrack.kernel.store.SubscriptionException;
import io.sidetrack.kernel.store.SubscriptionException.Reason;
import io.sidetrack.kernel.store.SubscriptionInfo;
import io.sidetrack.kernel.store.SubscriptionStore;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.util.Map;

/** What people do with a subscription as a whole. Thread-safe. */
final class SqliteSubscriptions implements SubscriptionStore {
    private final GroupWriter writer;
    private final Readers readers;

    SqliteSubscriptions(GroupWriter writer, Readers readers) {
        this.writer = writer;
        this.readers = readers;
    }

    @Override
    public Future<SubscriptionInfo> forget(String subscription, String seen, String by) {
        return change(subscription, (tables, ledger) -> {
                    checkSeen(ledger.info(), seen);
                    return forget(tables, ledger, by);
                })
                .onSuccess(forgotten -> removeForgotten());
    }

    @Override
    public Future<Rewound> rewind(String subscription, Rewind rewind, String by) {
        return change(subscription, (tables, ledger) -> {
            Rewinding rewinding = new Rewinding(tables, ledger, rewind, by);
            SubscriptionException refusal = rewinding.refusal();
            if (refusal != null) {
                throw refusal;
            }
            return rewinding.apply();
        });
    }

    @Override
    public Future<Void> begin(Fence fence, String channel, LogBegin begin) {
        return writer.submit(1, 1 << 10, session -> {
                    Tables tables = session.tables();
                    LogBegins.put(tables.sql, tables.subscriptions.fenced(fence).id, channel, begin);
                    return true;
                })
                .mapEmpty();
    }

    @Override
    public Future<Map<String, LogBegin>> begins(String subscription) {
        return readers.forEngine(sql -> LogBegins.of(sql, subscription));
    }

    /** Alone on what was gathered before. */
    private <T> Future<T> change(String subscription, Change<T> change) {
        return writer.submit(1, 1 << 16, session -> {
            Tables tables = session.tables();
            tables.flush();
            SubscriptionLedger ledger = tables.subscriptions.find(subscription);
            if (ledger == null) {
                throw new SubscriptionException(
                        Reason.UNKNOWN, "subscription '" + subscription + "' is not known to the store");
            }
            return change.apply(tables, ledger);
        });
    }

    /** Removes what is left of forgotten subscriptions, a piece in each group, until nothing is. What fails is done after reopening. */
    void removeForgotten() {
        writer.submit(Forgotten.ROWS, 1 << 20, session -> {
                    session.tables().flush();
                    return Forgotten.slice(session.tables());
                })
                .onSuccess(more -> {
                    if (more) {
                        removeForgotten();
                    }
                });
    }

    private static void checkSeen(SubscriptionInfo info, String seen) {
        if (!info.version().equals(seen)) {
            throw new SubscriptionException(
                    Reason.CHANGED,
                    "subscription '" + info.name() + "' is not as it was seen: its version is " + info.version()
                            + ", not " + seen + "; look at it again",
                    info.version());
        }
    }

    private static SubscriptionInfo forget(Tables tables, SubscriptionLedger ledger, String by) throws SQLException {
        SubscriptionInfo info = ledger.info();
        Forgotten.begin(tables, ledger);
        JsonObject detail = new JsonObject()
                .put("sidings", info.sidings())
                .put("parked", info.parked())
                .put("open", info.open());
        info.progress().forEach((channel, progress) -> detail.put("done in " + channel, progress.watermark()));
        tables.audit.record(by, "forget", info.name(), detail, tables.nowMillis);
        return info;
    }

    private interface Change<T> {
        T apply(Tables tables, SubscriptionLedger ledger) throws SQLException;
    }
}
