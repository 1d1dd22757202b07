package io.sidetrack.broker.kafka;

import io.sidetrack.api.Contributions;
import io.sidetrack.api.SidetrackPlugin;

/** Connects channels to Apache Kafka: adapter {@code kafka}. */
public final class KafkaPlugin extends SidetrackPlugin {

    @Override
    public void contribute(Contributions add) {
        add.brokerAdapter("kafka", KafkaOptions.ALL, KafkaAdapter::new);
    }
}
