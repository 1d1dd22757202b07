package io.sidetrack.broker.rabbitmq;

import io.sidetrack.api.adapter.BrokerAdapter;
import io.sidetrack.api.adapter.BrokerConnection;
import io.sidetrack.api.adapter.Capabilities;
import io.sidetrack.api.adapter.ConnectionContext;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connects RabbitMQ. Thread-safe. */
final class RabbitAdapter implements BrokerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(RabbitAdapter.class);

    private final Set<RabbitConnection> open;

    /** @param open where connections are while they are open; thread-safe */
    RabbitAdapter(Set<RabbitConnection> open) {
        this.open = open;
    }

    /**
     * Ordered: a queue with one consumer gives its messages in the order in which it took them, those that come again first. The
     * README tells what that needs.
     */
    @Override
    public Capabilities capabilities() {
        return Capabilities.queue(true);
    }

    @Override
    public Future<BrokerConnection> connect(ConnectionContext context) {
        Settings settings;
        try {
            settings = Settings.of(context.broker(), context.options());
        } catch (IllegalArgumentException e) {
            return Future.failedFuture(e);
        }
        Context loop = context.vertx().getOrCreateContext();
        LinkFactory links = new LinkFactory(context.vertx(), settings);
        Duration patience = context.deadline().multipliedBy(9).dividedBy(10);
        return context.vertx()
                .executeBlocking(() -> links.open("read", patience), false)
                .map(link -> {
                    LOG.debug("broker {} is RabbitMQ {}", settings.broker(), link.brokerVersion());
                    RabbitConnection connection = new RabbitConnection(context.vertx(), loop, settings, links, link);
                    open.add(connection);
                    connection.closed().onComplete(closed -> open.remove(connection));
                    return connection;
                });
    }
}
