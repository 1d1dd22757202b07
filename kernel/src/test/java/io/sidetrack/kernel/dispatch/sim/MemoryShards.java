package io.sidetrack.kernel.dispatch.sim;

import io.sidetrack.kernel.dispatch.sim.MemorySiding.Entry;
import io.sidetrack.kernel.store.Command;
import io.sidetrack.kernel.store.Drivable;
import io.sidetrack.kernel.store.Fence;
import io.sidetrack.kernel.store.Outcome;
import io.sidetrack.kernel.store.Receipt;
import io.sidetrack.kernel.store.Recovery;
import io.sidetrack.kernel.store.ShardStore;
import io.sidetrack.kernel.store.SidingPage;
import io.sidetrack.kernel.store.SidingView;
import io.sidetrack.kernel.store.Status;
import io.sidetrack.kernel.store.SubscriptionInfo;
import io.sidetrack.kernel.store.SubscriptionSpec;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The engine's view of the tables, answered at once. */
final class MemoryShards implements ShardStore {
    private final MemoryTables tables;

    MemoryShards(MemoryTables tables) {
        this.tables = tables;
    }

    @Override
    public Future<Fence> acquire(SubscriptionSpec spec) {
        return answer(() -> tables.acquire(spec));
    }

    @Override
    public Future<Recovery> recover(Fence fence) {
        return answer(() -> tables.fenced(fence).recovery());
    }

    @Override
    public Future<List<Outcome>> commit(Fence fence, List<Command> commands) {
        return answer(() -> {
            tables.fenced(fence);
            List<Outcome> outcomes = new ArrayList<>();
            commands.forEach(command -> outcomes.add(tables.apply(fence, command)));
            return outcomes;
        });
    }

    @Override
    public Future<Map<String, Buffer>> readStates(String subscription, List<String> keys) {
        return answer(() -> {
            Map<String, Buffer> found = new LinkedHashMap<>();
            MemorySubscription s = tables.subscriptions.get(subscription);
            for (String key : keys) {
                if (s != null && s.states.containsKey(key)) {
                    found.put(key, s.states.get(key));
                }
            }
            return found;
        });
    }

    @Override
    public Future<List<Boolean>> readSettled(Fence fence, List<Receipt> receipts, List<String> lanes) {
        return answer(() -> {
            MemorySubscription s = tables.fenced(fence);
            List<Boolean> settled = new ArrayList<>();
            for (int i = 0; i < receipts.size(); i++) {
                settled.add(s.isSettled(receipts.get(i), lanes.get(i)));
            }
            return settled;
        });
    }

    @Override
    public Future<Void> passed(Fence fence, String channel, String partition, long position) {
        return answer(() -> {
            tables.fenced(fence).passed.merge(channel + '/' + partition, position, Math::max);
            return null;
        });
    }

    @Override
    public Future<List<SidingView>> readSidings(String subscription, List<SidingPage> pages) {
        return answer(() -> {
            MemorySubscription s = tables.subscriptions.get(subscription);
            return pages.stream()
                    .map(page -> view(s == null ? null : s.sidings.get(page.lane()), page))
                    .toList();
        });
    }

    private static SidingView view(@Nullable MemorySiding siding, SidingPage page) {
        return siding == null
                ? new SidingView(0, page.lane(), 0, List.of())
                : new SidingView(
                        siding.id,
                        siding.lane,
                        siding.entries.size(),
                        siding.entries.stream()
                                .filter(entry -> entry.seq > page.afterSeq())
                                .limit(page.limit())
                                .map(Entry::view)
                                .toList());
    }

    @Override
    public Future<Drivable> readDrivable(String subscription, long wallMillis, long afterSidingId, int limit) {
        return answer(() -> {
            List<String> lanes = new ArrayList<>();
            long last = afterSidingId;
            long nextDue = Long.MAX_VALUE;
            MemorySubscription s = tables.subscriptions.get(subscription);
            List<MemorySiding> byId = s == null
                    ? List.of()
                    : s.sidings.values().stream()
                            .sorted(Comparator.comparingLong(siding -> siding.id))
                            .toList();
            for (MemorySiding siding : byId) {
                MemoryErrored head = siding.entries.get(0).errored;
                if (head != null && head.status == Status.RETRYING && head.dueMillis > wallMillis) {
                    nextDue = Math.min(nextDue, head.dueMillis);
                }
                if (siding.id > afterSidingId && lanes.size() < limit && drivable(siding, wallMillis)) {
                    lanes.add(siding.lane);
                    last = siding.id;
                }
            }
            return new Drivable(lanes, last, nextDue);
        });
    }

    private static boolean drivable(MemorySiding siding, long wallMillis) {
        MemoryErrored head = siding.entries.get(0).errored;
        return head == null
                || MemoryTables.drivesItself(head.status)
                || (head.status == Status.RETRYING && head.dueMillis <= wallMillis)
                || siding.entries.stream().anyMatch(e -> e.errored != null && e.errored.status == Status.MOVING);
    }

    @Override
    public Future<Void> setPaused(String subscription, boolean paused, String by) {
        return answer(() -> {
            MemorySubscription s = tables.subscriptions.get(subscription);
            if (s != null) {
                s.paused = paused;
            }
            tables.audit(by, paused ? "pause" : "resume", subscription, new JsonObject());
            return null;
        });
    }

    @Override
    public Future<List<SubscriptionInfo>> subscriptions() {
        return answer(() -> tables.subscriptions.values().stream()
                .map(MemorySubscription::info)
                .toList());
    }

    private static <T> Future<T> answer(Supplier<T> call) {
        try {
            return Future.succeededFuture(call.get());
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }
}
