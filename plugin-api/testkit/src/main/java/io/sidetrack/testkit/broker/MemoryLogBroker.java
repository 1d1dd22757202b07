package io.sidetrack.testkit.broker;

import io.sidetrack.api.adapter.Capabilities;
import io.sidetrack.api.adapter.CompetingConsumerException;
import io.sidetrack.api.adapter.ConnectionContext;
import io.sidetrack.api.adapter.Receiver;
import io.sidetrack.api.adapter.SourceRequest;
import io.sidetrack.api.adapter.StartPosition;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A log-like broker in memory: topics with partitions, committed positions per subscription, and hand-over of partitions when
 * sources of one subscription come and go. Partitions are named {@code 0}, {@code 1}, …; positions count from 0.
 */
public final class MemoryLogBroker extends MemoryBroker {
    private final int partitionsOfNew;
    private final Map<String, Topic> topics = new TreeMap<>();
    private volatile Duration handOver = Duration.ofSeconds(5);

    /** One topic: its partitions, and the groups that read it, by subscription. */
    static final class Topic {
        final List<LogPartition> partitions = new ArrayList<>();
        final Map<String, LogGroup> groups = new TreeMap<>();
        private int next;
    }

    private MemoryLogBroker(int partitionsOfNew) {
        this.partitionsOfNew = partitionsOfNew;
    }

    /** A broker with no topics: {@link #create} makes them. */
    public static MemoryLogBroker empty() {
        return new MemoryLogBroker(0);
    }

    /** A broker that makes a topic of so many partitions when somebody first names it. */
    public static MemoryLogBroker creating(int partitions) {
        return new MemoryLogBroker(partitions);
    }

    public void create(String address, int partitions) {
        synchronized (lock) {
            if (!topics.containsKey(address)) {
                Topic topic = new Topic();
                for (int i = 0; i < partitions; i++) {
                    topic.partitions.add(new LogPartition());
                }
                topics.put(address, topic);
            }
        }
    }

    /** How long the broker waits for a source that a partition is taken from; 5 seconds otherwise. */
    public void handOver(Duration patience) {
        handOver = patience;
    }

    /** How many messages a partition holds. */
    public int size(String address, int partition) {
        synchronized (lock) {
            LogPartition log = topic(address).partitions.get(partition);
            return (int) (log.end() - log.first());
        }
    }

    /** Removes the messages of a partition before a position, as retention does. */
    public void trim(String address, int partition, long before) {
        synchronized (lock) {
            topic(address).partitions.get(partition).trim(before);
        }
    }

    /** Forgets what a subscription has settled, as a broker does when nobody has read for it for long. */
    public void expire(String address, String subscription) {
        synchronized (lock) {
            topic(address).groups.remove(subscription);
        }
    }

    /** The last position that a subscription has settled in a partition; empty where there is none. */
    public OptionalLong settled(String address, String subscription, int partition) {
        synchronized (lock) {
            LogGroup group = topic(address).groups.get(subscription);
            Long next = group == null ? null : group.next(partition);
            return next == null || next == 0 ? OptionalLong.empty() : OptionalLong.of(next - 1);
        }
    }

    Duration handOver() {
        return handOver;
    }

    @Override
    Capabilities capabilities() {
        return Capabilities.log();
    }

    @Override
    void append(String address, StoredMessage message) {
        synchronized (lock) {
            Topic topic = topic(address);
            topic.partitions.get(partition(topic, message.key())).add(message);
            topic.groups.values().forEach(LogGroup::wake);
        }
    }

    @Override
    MemoryConnection.Link link(ConnectionContext connection) {
        return new MemoryConnection.Link() {
            @Override
            public Future<LogSource> open(SourceRequest request, Receiver receiver, Vertx vertx, Context context) {
                return openSource(request, receiver, vertx, context);
            }

            @Override
            public Map<String, Long> positions(String address, StartPosition place) {
                return MemoryLogBroker.this.positions(address, place);
            }

            @Override
            public Map<String, Long> progress(String address, String subscription) {
                return MemoryLogBroker.this.progress(address, subscription);
            }

            @Override
            public MemorySink.Address address(String address) {
                synchronized (lock) {
                    topic(address);
                }
                return sinkAddress(address);
            }

            @Override
            public void gone(MemoryConnection gone) {
                forget(gone);
            }
        };
    }

    private Future<LogSource> openSource(SourceRequest request, Receiver receiver, Vertx vertx, Context context) {
        LogSource source;
        synchronized (lock) {
            try {
                Topic topic = topic(request.address());
                LogGroup group =
                        topic.groups.computeIfAbsent(request.subscription(), subscription -> new LogGroup(this, topic));
                MemorySource.admit(request, group.members(), false);
                source = new LogSource(this, group, request, receiver, vertx, context);
            } catch (IllegalArgumentException | CompetingConsumerException e) {
                return Future.failedFuture(e);
            }
        }
        source.join();
        return Future.succeededFuture(source);
    }

    private Map<String, Long> positions(String address, StartPosition place) {
        Map<String, Long> positions = new TreeMap<>();
        synchronized (lock) {
            List<LogPartition> partitions = topic(address).partitions;
            for (int i = 0; i < partitions.size(); i++) {
                LogPartition log = partitions.get(i);
                long position = place instanceof StartPosition.Time from
                        ? log.at(from.time())
                        : place instanceof StartPosition.Latest ? log.end() : log.first();
                positions.put(Integer.toString(i), position);
            }
        }
        return positions;
    }

    private Map<String, Long> progress(String address, String subscription) {
        synchronized (lock) {
            LogGroup group = topic(address).groups.get(subscription);
            return group == null ? Map.of() : group.progress();
        }
    }

    private Topic topic(String address) {
        if (partitionsOfNew > 0) {
            create(address, partitionsOfNew);
        }
        Topic topic = topics.get(address);
        if (topic == null) {
            throw new IllegalArgumentException("no topic '" + address + "'; expected one of " + topics.keySet());
        }
        return topic;
    }

    /** Messages of one key go to one partition; those without one go round. */
    private static int partition(Topic topic, @Nullable String key) {
        return Math.floorMod(key == null ? topic.next++ : key.hashCode(), topic.partitions.size());
    }
}
