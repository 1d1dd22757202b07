package io.sidetrack.it.broker;

import static org.assertj.core.api.Assertions.assertThat;

class RabbitFaultsIT extends BrokerFaultsContract {

    @Override
    OutsideBroker broker() {
        return OutsideRabbit.shared();
    }

    /** RabbitMQ recognises nothing: what was sent again is there again. */
    @Override
    void assertRepeats(int repeats) {
        assertThat(repeats).isEqualTo(20);
    }
}
