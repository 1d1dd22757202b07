package io.sidetrack.api.adapter;

import io.vertx.core.Future;

/**
 * Connects a broker.
 *
 * <p><b>Life.</b> Created by the factory given to {@code Contributions.brokerAdapter}, once per broker of the configuration;
 * then {@link #connect} is called, and again each time after its connection was closed.
 *
 * <p><b>Threading.</b> Called on an event loop of the plugin; never block it.
 *
 * <p><b>Failure.</b> A failed connect is shown as the state of the broker and tried again with back-off; the subscriptions
 * and publishers of its channels wait.
 */
public interface BrokerAdapter {

    /** What the broker can do. Constant. */
    Capabilities capabilities();

    /** Opens a connection. The future is settled within the context's deadline; afterwards the kernel closes what still arrives. */
    Future<BrokerConnection> connect(ConnectionContext context);
}
