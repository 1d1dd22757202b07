package io.sidetrack.broker.kafka;

import io.sidetrack.api.adapter.BrokerAdapter;
import io.sidetrack.api.adapter.BrokerConnection;
import io.sidetrack.api.adapter.Capabilities;
import io.sidetrack.api.adapter.ConnectionContext;
import io.vertx.core.Future;

/** Connects to a Kafka cluster: at once where a broker answers, not at all where none does. */
final class KafkaAdapter implements BrokerAdapter {

    @Override
    public Capabilities capabilities() {
        return Capabilities.log();
    }

    @Override
    public Future<BrokerConnection> connect(ConnectionContext context) {
        return KafkaConnection.open(context).map(connection -> connection);
    }
}
