package io.sidetrack.kernel.dispatch.sim;

import io.cloudevents.CloudEvent;
import io.sidetrack.kernel.store.AuditStore;
import io.sidetrack.kernel.store.ChannelException;
import io.sidetrack.kernel.store.ChannelSpec;
import io.sidetrack.kernel.store.Command;
import io.sidetrack.kernel.store.Emission;
import io.sidetrack.kernel.store.Fence;
import io.sidetrack.kernel.store.FencedException;
import io.sidetrack.kernel.store.Keeping;
import io.sidetrack.kernel.store.OrderChangedException;
import io.sidetrack.kernel.store.Outcome;
import io.sidetrack.kernel.store.Status;
import io.sidetrack.kernel.store.SubscriptionSpec;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The durable content of a store, in memory: what a real one has in its tables. Each call is a whole transaction. */
final class MemoryTables {
    final Map<String, MemoryChannel> channels = new TreeMap<>();
    final Map<String, MemorySubscription> subscriptions = new TreeMap<>();
    final Map<String, MemoryErrored> errored = new TreeMap<>();
    final List<AuditStore.Entry> audit = new ArrayList<>();
    private final LongSupplier wallMillis;
    private long lastSidingId;
    private long lastSeq;
    private long lastAudit;

    MemoryTables(LongSupplier wallMillis) {
        this.wallMillis = wallMillis;
    }

    void declare(List<ChannelSpec> specs) {
        for (ChannelSpec spec : specs) {
            channels.computeIfAbsent(spec.name(), name -> new MemoryChannel(spec))
                    .declare(spec);
        }
    }

    MemoryChannel channel(String name) {
        MemoryChannel channel = channels.get(name);
        if (channel == null) {
            throw new ChannelException(
                    ChannelException.Reason.UNKNOWN_CHANNEL, "there is no channel " + name + "; declare it");
        }
        return channel;
    }

    /** The watermark of the slowest subscription of a channel. */
    long slowest(String channel) {
        return subscriptions.values().stream()
                .map(s -> s.progress.get(channel))
                .filter(p -> p != null)
                .mapToLong(MemoryProgress::watermark)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    Fence acquire(SubscriptionSpec spec) {
        MemorySubscription subscription =
                subscriptions.computeIfAbsent(spec.name(), name -> new MemorySubscription(name, spec.order()));
        List<String> held = subscription.order.equals(spec.order()) ? List.of() : subscription.held();
        if (!held.isEmpty()) {
            throw new OrderChangedException(spec.name(), subscription.order, spec.order(), held);
        }
        subscription.order = spec.order();
        for (String name : spec.embeddedChannels()) {
            MemoryChannel channel = channel(name);
            subscription.progress.computeIfAbsent(
                    name,
                    n -> new MemoryProgress(Math.max(
                            channel.first() - 1, Math.min(spec.starts().getOrDefault(n, 1L) - 1, channel.last()))));
        }
        subscription.epoch++;
        subscription.brokenChains.clear();
        return subscription.fence();
    }

    MemorySubscription fenced(Fence fence) {
        MemorySubscription subscription = subscriptions.get(fence.subscription());
        long epoch = subscription == null ? 0 : subscription.epoch;
        if (subscription == null || epoch != fence.epoch()) {
            throw new FencedException(fence, epoch);
        }
        return subscription;
    }

    Outcome apply(Fence fence, Command command) {
        MemorySubscription subscription = fenced(fence);
        if (command.chain() != 0 && subscription.brokenChains.contains(command.chain())) {
            return new Outcome.Conflict(Outcome.Reason.CHAIN, "an earlier command of the chain conflicted", 0, null);
        }
        Outcome outcome = new CommandApplication(this, subscription, wallMillis.getAsLong()).apply(command);
        if (outcome instanceof Outcome.Conflict && command.chain() != 0) {
            breakChain(subscription, command.chain());
        }
        return outcome;
    }

    void breakChain(MemorySubscription subscription, long chain) {
        subscription.brokenChains.add(chain);
    }

    /** A conflict where the emits cannot be appended, else {@code null}. */
    Outcome.@Nullable Conflict refusal(List<Emission> emits) {
        Map<String, Set<String>> fresh = new TreeMap<>();
        for (Emission emission : emits) {
            MemoryChannel channel = channels.get(emission.channel());
            if (channel == null) {
                return new Outcome.Conflict(
                        Outcome.Reason.CHANNEL, "there is no channel " + emission.channel(), 0, null);
            }
            if (!channel.knows(emission.event())) {
                fresh.computeIfAbsent(emission.channel(), c -> new HashSet<>())
                        .add(emission.event().getSource() + " "
                                + emission.event().getId());
            }
        }
        for (Map.Entry<String, Set<String>> added : fresh.entrySet()) {
            if (!channel(added.getKey()).hasRoomFor(added.getValue().size(), slowest(added.getKey()))) {
                return new Outcome.Conflict(
                        Outcome.Reason.LIMIT, "channel " + added.getKey() + " is at its limit", 0, null);
            }
        }
        return null;
    }

    void append(String channel, CloudEvent event) {
        channel(channel).put(event, wallMillis.getAsLong());
    }

    MemorySiding openSiding(MemorySubscription subscription, String lane) {
        MemorySiding siding = new MemorySiding(++lastSidingId, lane, wallMillis.getAsLong());
        subscription.sidings.put(lane, siding);
        return siding;
    }

    long nextSeq() {
        return ++lastSeq;
    }

    void audit(String by, String action, String target, JsonObject detail) {
        audit.add(new AuditStore.Entry(++lastAudit, wallMillis.getAsLong(), by, action, target, detail));
    }

    long prune(Keeping keeping) {
        long now = wallMillis.getAsLong();
        long before = errored.size() + audit.size();
        errored.values()
                .removeIf(e -> e.status.isFinal()
                        && e.changedMillis < now - keeping.resolved().toMillis());
        audit.removeIf(entry -> {
            MemoryErrored target = errored.get(entry.target());
            boolean isOpen = target != null && !target.status.isFinal();
            return !isOpen && entry.atMillis() < now - keeping.audit().toMillis();
        });
        long removed = before - errored.size() - audit.size();
        for (MemorySubscription each : subscriptions.values()) {
            removed += each.prune(now - keeping.inbox().toMillis());
        }
        return removed;
    }

    /** Whether an errored event in this status runs, or is decided on, without a person. */
    static boolean drivesItself(Status status) {
        return switch (status) {
            case HANDLING, DECIDED, RUNNING, MOVING, OUTAGE -> true;
            default -> false;
        };
    }
}
