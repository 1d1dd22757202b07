package io.sidetrack.broker.rabbitmq;

import io.sidetrack.api.adapter.BrokerAdapter;
import io.sidetrack.api.adapter.BrokerConnection;
import io.sidetrack.api.adapter.Capabilities;
import io.sidetrack.api.adapter.ConnectionContext;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connects RabbitMQ. Thread-safe; holds nothing between two connections. */
final class RabbitAdapter implements BrokerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(RabbitAdapter.class);

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
                    return (BrokerConnection) new RabbitConnection(context.vertx(), loop, settings, links, link);
                })
                .recover(failure -> Future.failedFuture(new IOException(Reasons.of(failure), failure)));
    }
}
