package io.sidetrack.it.broker;

import static org.assertj.core.api.Assertions.assertThat;

class KafkaFaultsIT extends BrokerFaultsContract {

    @Override
    OutsideBroker broker() {
        return OutsideKafka.shared();
    }

    /** A producer that sends again on a new connection is recognised by Kafka; one that was made anew is not. */
    @Override
    void assertRepeats(int repeats) {
        assertThat(repeats).isBetween(0, 20);
    }
}
