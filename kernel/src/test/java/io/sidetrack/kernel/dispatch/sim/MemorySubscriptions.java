package io.sidetrack.kernel.dispatch.sim;

import io.sidetrack.kernel.dispatch.sim.MemorySiding.Entry;
import io.sidetrack.kernel.store.Fence;
import io.sidetrack.kernel.store.FencedException;
import io.sidetrack.kernel.store.LogBegin;
import io.sidetrack.kernel.store.Rewind;
import io.sidetrack.kernel.store.Rewind.KeyedState;
import io.sidetrack.kernel.store.Rewind.Rewound;
import io.sidetrack.kernel.store.Status;
import io.sidetrack.kernel.store.SubscriptionException;
import io.sidetrack.kernel.store.SubscriptionException.Reason;
import io.sidetrack.kernel.store.SubscriptionInfo;
import io.sidetrack.kernel.store.SubscriptionStore;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What people do with a subscription as a whole, in memory. */
final class MemorySubscriptions implements SubscriptionStore {
    private final MemoryTables tables;

    MemorySubscriptions(MemoryTables tables) {
        this.tables = tables;
    }

    @Override
    public Future<SubscriptionInfo> forget(String subscription, String seen, String by) {
        MemorySubscription s = tables.subscriptions.get(subscription);
        if (s == null) {
            return Future.failedFuture(new SubscriptionException(Reason.UNKNOWN, subscription + " is not known"));
        }
        SubscriptionInfo info = s.info();
        if (!info.version().equals(seen)) {
            return Future.failedFuture(new SubscriptionException(
                    Reason.CHANGED, subscription + " is at " + info.version() + ", not " + seen, info.version()));
        }
        tables.subscriptions.remove(subscription);
        tables.errored.values().removeIf(errored -> errored.subscription.equals(subscription));
        tables.audit(by, "forget", subscription, new JsonObject().put("parked", info.parked()));
        return Future.succeededFuture(info);
    }

    @Override
    public Future<Rewound> rewind(String subscription, Rewind rewind, String by) {
        MemorySubscription s = tables.subscriptions.get(subscription);
        if (s == null) {
            return Future.failedFuture(new SubscriptionException(Reason.UNKNOWN, subscription + " is not known"));
        }
        String refusal = refusal(s, rewind);
        if (refusal != null) {
            return Future.failedFuture(new SubscriptionException(Reason.STATE, subscription + " " + refusal));
        }
        s.epoch++;
        s.brokenChains.clear();
        s.nextGeneration(rewind.logs());
        rewind.positions().forEach((channel, from) -> s.progress.put(channel, new MemoryProgress(from - 1)));
        if (rewind.state() == KeyedState.CLEAR) {
            s.states.clear();
        }
        long[] counts = new long[2];
        for (MemorySiding siding : List.copyOf(s.sidings.values())) {
            for (Entry entry : List.copyOf(siding.entries)) {
                if (rewind.comesAgain(entry.errored == null ? entry.received() : entry.errored.original)) {
                    counts[0]++;
                    counts[1] += entry.errored == null ? 0 : 1;
                    siding.entries.remove(entry);
                    if (entry.errored != null) {
                        supersede(entry.errored, by);
                    }
                }
            }
            if (siding.entries.isEmpty()) {
                s.sidings.remove(siding.lane);
            }
        }
        tables.errored.values().stream()
                .filter(each -> each.subscription.equals(subscription) && each.status == Status.DISCARDED)
                .filter(each -> rewind.comesAgain(each.original))
                .forEach(each -> supersede(each, by));
        tables.audit(
                by,
                "rewind",
                subscription,
                new JsonObject().put("to", rewind.to()).put("superseded", counts[0]));
        return Future.succeededFuture(new Rewound(s.generation, counts[0], counts[1]));
    }

    @Override
    public Future<Void> begin(Fence fence, String channel, LogBegin begin) {
        try {
            tables.fenced(fence).begins.put(channel, begin);
            return Future.succeededFuture();
        } catch (FencedException e) {
            return Future.failedFuture(e);
        }
    }

    @Override
    public Future<Map<String, LogBegin>> begins(String subscription) {
        MemorySubscription s = tables.subscriptions.get(subscription);
        return Future.succeededFuture(s == null ? Map.of() : Map.copyOf(s.begins));
    }

    private static void supersede(MemoryErrored errored, String by) {
        errored.status = Status.SUPERSEDED;
        errored.version++;
        errored.conclude("superseded", errored.changedMillis);
        errored.resolve("supersede", by, "", errored.changedMillis);
        errored.conclude("succeeded", errored.changedMillis);
    }

    private @Nullable String refusal(MemorySubscription s, Rewind rewind) {
        if (!s.paused) {
            return "is not paused";
        }
        if (rewind.positions().isEmpty() && rewind.logs().isEmpty()) {
            return "is not sent anywhere: no channel is named";
        }
        for (Map.Entry<String, Long> each : rewind.positions().entrySet()) {
            MemoryProgress progress = s.progress.get(each.getKey());
            if (progress == null) {
                return "does not read " + each.getKey();
            }
            if (each.getValue() < tables.channel(each.getKey()).first()) {
                return "cannot go back to " + each.getValue() + ": the first one that is kept is "
                        + tables.channel(each.getKey()).first();
            }
            if (each.getValue() > progress.watermark() + 1) {
                return "would skip events before " + each.getValue();
            }
        }
        return rewind.state() == KeyedState.NONE && !s.states.isEmpty() ? "has keyed state" : null;
    }
}
