package io.sidetrack.testkit.broker;

import io.sidetrack.api.adapter.Assignment;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The sources of one subscription on one topic, and its committed positions. Rebalances run one after the other: partitions are
 * first handed over by those that lose them, then assigned to those that get them. Fields are guarded by the broker's lock.
 */
final class LogGroup {
    private final MemoryLogBroker broker;
    private final MemoryLogBroker.Topic topic;
    private final Map<Integer, Long> committed = new TreeMap<>();
    private final List<LogSource> members = new ArrayList<>();
    private final Map<Integer, LogSource> owners = new HashMap<>();
    private Future<?> lastRebalance = Future.succeededFuture();
    private long epochs;

    LogGroup(MemoryLogBroker broker, MemoryLogBroker.Topic topic) {
        this.broker = broker;
        this.topic = topic;
    }

    LogPartition log(int partition) {
        return topic.partitions.get(partition);
    }

    /** The next position to read, or {@code null} where the subscription has no progress in the partition. */
    @Nullable
    Long next(int partition) {
        return committed.get(partition);
    }

    Map<String, Long> progress() {
        Map<String, Long> progress = new TreeMap<>();
        committed.forEach((partition, next) -> progress.put(Integer.toString(partition), next));
        return progress;
    }

    void commit(int partition, long next) {
        committed.merge(partition, next, Math::max);
    }

    Assignment assign(int partition) {
        return new Assignment(Integer.toString(partition), ++epochs);
    }

    void wake() {
        members.forEach(LogSource::wake);
    }

    List<LogSource> members() {
        return members;
    }

    void join(LogSource member) {
        synchronized (broker.lock) {
            members.add(member);
        }
        rebalance();
    }

    void leave(LogSource member) {
        synchronized (broker.lock) {
            members.remove(member);
            owners.values().removeIf(owner -> owner == member);
        }
        rebalance();
    }

    void free(List<Integer> partitions) {
        partitions.forEach(owners::remove);
    }

    private void rebalance() {
        Promise<Void> done = Promise.promise();
        Future<?> previous;
        synchronized (broker.lock) {
            previous = lastRebalance;
            lastRebalance = done.future();
        }
        previous.onComplete(ended -> revoke().onComplete(handedOver -> {
            assign();
            done.complete();
        }));
    }

    private Future<?> revoke() {
        Map<LogSource, List<Integer>> losing = new LinkedHashMap<>();
        synchronized (broker.lock) {
            owners.forEach((partition, owner) -> {
                if (target(partition) != owner) {
                    losing.computeIfAbsent(owner, source -> new ArrayList<>()).add(partition);
                }
            });
        }
        List<Future<Void>> handOvers = new ArrayList<>();
        losing.forEach((source, partitions) -> handOvers.add(source.revoke(partitions)));
        return Future.join(handOvers);
    }

    private void assign() {
        Map<LogSource, List<Integer>> gaining = new LinkedHashMap<>();
        synchronized (broker.lock) {
            for (int partition = 0; partition < topic.partitions.size(); partition++) {
                LogSource target = target(partition);
                if (target != null && owners.putIfAbsent(partition, target) == null) {
                    gaining.computeIfAbsent(target, source -> new ArrayList<>()).add(partition);
                }
            }
        }
        gaining.forEach(LogSource::assign);
    }

    private @Nullable LogSource target(int partition) {
        return members.isEmpty() ? null : members.get(partition % members.size());
    }
}
