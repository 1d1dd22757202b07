package io.sidetrack.broker.rabbitmq;

import io.sidetrack.api.Contributions;
import io.sidetrack.api.SidetrackPlugin;

/** Contributes the broker adapter {@code rabbitmq}. */
public final class RabbitPlugin extends SidetrackPlugin {

    @Override
    public void contribute(Contributions add) {
        add.brokerAdapter("rabbitmq", RabbitOptions.ALL, RabbitAdapter::new);
    }
}
