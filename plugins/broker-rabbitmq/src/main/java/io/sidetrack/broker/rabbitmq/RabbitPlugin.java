package io.sidetrack.broker.rabbitmq;

import io.sidetrack.api.Contributions;
import io.sidetrack.api.SidetrackPlugin;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Contributes the broker adapter {@code rabbitmq}. */
public final class RabbitPlugin extends SidetrackPlugin {
    private final Set<RabbitConnection> open = ConcurrentHashMap.newKeySet();

    @Override
    public void contribute(Contributions add) {
        add.brokerAdapter("rabbitmq", RabbitOptions.ALL, () -> new RabbitAdapter(open));
    }

    /** Ends the threads of connections that nobody has closed. */
    @Override
    public Future<Void> close() {
        List.copyOf(open).forEach(RabbitConnection::sever);
        return Future.succeededFuture();
    }
}
