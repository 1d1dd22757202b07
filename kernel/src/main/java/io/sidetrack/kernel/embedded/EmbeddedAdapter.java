package io.sidetrack.kernel.embedded;

import io.sidetrack.api.adapter.BrokerAdapter;
import io.sidetrack.api.adapter.BrokerConnection;
import io.sidetrack.api.adapter.Capabilities;
import io.sidetrack.api.adapter.ConnectionContext;
import io.sidetrack.kernel.store.ChannelStore;
import io.vertx.core.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The embedded broker: a log-like broker whose channels lie in the store. An address is the name of a channel that was declared
 * there; it has one partition, which is named as the address.
 *
 * <p><b>Life.</b> One for the node; a connection holds nothing but its sources and sinks, so connecting always succeeds.
 *
 * <p><b>Progress.</b> The broker keeps none: what a subscription has done is a row of the store that is committed together with
 * the effects. {@code SourceRequest.committed} carries its watermark, {@link EmbeddedSource#settle} does nothing, and positions
 * that are done above the watermark are delivered again for the engine to skip. Two sources never compete, not even under one
 * subscription name: each gets every event.
 */
public final class EmbeddedAdapter implements BrokerAdapter {
    private final ChannelStore store;
    private final AtomicLong epochs = new AtomicLong();

    public EmbeddedAdapter(ChannelStore store) {
        this.store = store;
    }

    @Override
    public Capabilities capabilities() {
        return Capabilities.log();
    }

    @Override
    public Future<BrokerConnection> connect(ConnectionContext context) {
        return Future.succeededFuture(new EmbeddedConnection(context.vertx(), store, epochs));
    }
}
