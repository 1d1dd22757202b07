package io.sidetrack.testkit.broker;

import io.sidetrack.api.adapter.Assignment;
import io.sidetrack.api.adapter.Capabilities;
import io.sidetrack.api.adapter.CompetingConsumerException;
import io.sidetrack.api.adapter.ConnectionContext;
import io.sidetrack.api.adapter.Receiver;
import io.sidetrack.api.adapter.SourceRequest;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A queue-like broker in memory: each message goes to one source, is settled by itself, and comes again, marked as redelivered
 * and at its old place, when its source ends before that.
 */
public final class MemoryQueueBroker extends MemoryBroker {
    private final boolean creating;
    private final Map<String, Queue> queues = new TreeMap<>();
    private long epochs;

    /** One queue: what is ready, by the order of receipt, and who reads it. */
    static final class Queue {
        final TreeMap<Long, Ready> ready = new TreeMap<>();
        final List<QueueSource> sources = new ArrayList<>();
        private long received;
        private int turn;
    }

    /** A message that waits for a source. */
    record Ready(long number, StoredMessage message, boolean redelivered) {}

    private MemoryQueueBroker(boolean creating) {
        this.creating = creating;
    }

    /** A broker with no queues: {@link #create} makes them. */
    public static MemoryQueueBroker empty() {
        return new MemoryQueueBroker(false);
    }

    /** A broker that makes a queue when somebody first names it. */
    public static MemoryQueueBroker creating() {
        return new MemoryQueueBroker(true);
    }

    public void create(String address) {
        synchronized (lock) {
            queues.putIfAbsent(address, new Queue());
        }
    }

    /** How many messages nobody has settled, delivered ones included. */
    public int depth(String address) {
        synchronized (lock) {
            Queue queue = queue(address);
            return queue.ready.size()
                    + queue.sources.stream().mapToInt(QueueSource::unsettled).sum();
        }
    }

    @Override
    Capabilities capabilities() {
        return Capabilities.queue(true);
    }

    @Override
    void append(String address, StoredMessage message) {
        synchronized (lock) {
            Queue queue = queue(address);
            long number = queue.received++;
            queue.ready.put(number, new Ready(number, message, false));
            wake(queue);
        }
    }

    /** Takes back what a source did not settle. */
    void takeBack(Queue queue, QueueSource source, Iterable<Ready> unsettled) {
        synchronized (lock) {
            queue.sources.remove(source);
            unsettled.forEach(one -> queue.ready.put(one.number(), new Ready(one.number(), one.message(), true)));
            wake(queue);
        }
    }

    @Override
    MemoryConnection.Link link(ConnectionContext connection) {
        return new MemoryConnection.Link() {
            @Override
            public Future<QueueSource> open(SourceRequest request, Receiver receiver, Vertx vertx, Context context) {
                return openSource(request, receiver, context);
            }

            @Override
            public MemorySink.Address address(String address) {
                synchronized (lock) {
                    queue(address);
                }
                return sinkAddress(address);
            }

            @Override
            public void gone(MemoryConnection gone) {
                forget(gone);
            }
        };
    }

    private Future<QueueSource> openSource(SourceRequest request, Receiver receiver, Context context) {
        synchronized (lock) {
            try {
                Queue queue = queue(request.address());
                MemorySource.admit(request, queue.sources, true);
                Assignment assignment = new Assignment(request.address(), ++epochs);
                QueueSource source = new QueueSource(this, queue, assignment, request, receiver, context);
                queue.sources.add(source);
                source.start();
                return Future.succeededFuture(source);
            } catch (IllegalArgumentException | CompetingConsumerException e) {
                return Future.failedFuture(e);
            }
        }
    }

    private Queue queue(String address) {
        if (creating) {
            create(address);
        }
        Queue queue = queues.get(address);
        if (queue == null) {
            throw new IllegalArgumentException("no queue '" + address + "'; expected one of " + queues.keySet());
        }
        return queue;
    }

    /** Wakes the sources in turn, so that they share what comes. */
    private static void wake(Queue queue) {
        for (int i = 0; i < queue.sources.size(); i++) {
            queue.sources.get((queue.turn + i) % queue.sources.size()).wake();
        }
        queue.turn++;
    }
}
