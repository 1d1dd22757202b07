package io.sidetrack.testkit.broker;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.adapter.BrokerAdapter;
import io.sidetrack.api.adapter.BrokerConnection;
import io.sidetrack.api.adapter.Capabilities;
import io.sidetrack.api.adapter.Confirmation;
import io.sidetrack.api.adapter.ConnectionContext;
import io.sidetrack.api.event.EventData;
import io.sidetrack.api.event.EventKeys;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A broker in memory: what it holds outlives the connections to it and ends with the object. Thread-safe.
 *
 * <p>Its {@link #adapter} can be handed out any number of times; all connect to this broker.
 */
public abstract sealed class MemoryBroker permits MemoryLogBroker, MemoryQueueBroker {
    static final int MAX_BYTES = 8 << 20;

    final Object lock = new Object();
    private final List<MemoryConnection> connections = new ArrayList<>();
    private boolean down;
    private boolean silent;

    abstract Capabilities capabilities();

    abstract void append(String address, StoredMessage message);

    abstract MemoryConnection.Link link(ConnectionContext context);

    /** An adapter to this broker. */
    public BrokerAdapter adapter() {
        return new BrokerAdapter() {
            @Override
            public Capabilities capabilities() {
                return MemoryBroker.this.capabilities();
            }

            @Override
            public Future<BrokerConnection> connect(ConnectionContext context) {
                return MemoryBroker.this.connect(context);
            }
        };
    }

    /** Puts an event into an address, as another program would; throws {@link IllegalArgumentException} where there is none. */
    public void put(String address, @Nullable String key, CloudEvent event) {
        append(address, StoredMessage.of(key, event));
    }

    /** Puts bytes that are no event into an address. */
    public void putUndecodable(String address, @Nullable String key, byte[] raw) {
        append(address, StoredMessage.undecodable(key, raw));
    }

    /** Breaks every connection as a network does; the future tells when all sides know. New ones may be opened at once. */
    public Future<Void> cut(String reason) {
        List<MemoryConnection> broken;
        synchronized (lock) {
            broken = List.copyOf(connections);
        }
        return Future.join(broken.stream()
                        .map(connection -> connection.cut(reason))
                        .toList())
                .mapEmpty();
    }

    /** Whether connecting fails from now on. */
    public void down(boolean value) {
        synchronized (lock) {
            down = value;
        }
    }

    /** Whether sinks get no answers from now on, though their events are stored: what a cut then leaves is truly indeterminate. */
    public void silent(boolean value) {
        synchronized (lock) {
            silent = value;
        }
    }

    private Future<BrokerConnection> connect(ConnectionContext context) {
        synchronized (lock) {
            if (down) {
                return Future.failedFuture("broker '" + context.broker() + "' is down; expected one that answers");
            }
            MemoryConnection connection = new MemoryConnection(link(context), context.vertx());
            connections.add(connection);
            return Future.succeededFuture(connection);
        }
    }

    void forget(MemoryConnection connection) {
        synchronized (lock) {
            connections.remove(connection);
        }
    }

    /** Where a sink puts its events. */
    MemorySink.Address sinkAddress(String address) {
        return new MemorySink.Address() {
            @Override
            public Confirmation store(CloudEvent event) {
                byte[] data = EventData.bytes(event);
                if (data != null && data.length > MAX_BYTES) {
                    return new Confirmation.Rejected(
                            "event has " + data.length + " bytes of data; expected at most " + MAX_BYTES);
                }
                append(address, StoredMessage.of(EventKeys.defaultKey(event), event));
                return Confirmation.CONFIRMED;
            }

            @Override
            public boolean silent() {
                synchronized (lock) {
                    return silent;
                }
            }
        };
    }
}
