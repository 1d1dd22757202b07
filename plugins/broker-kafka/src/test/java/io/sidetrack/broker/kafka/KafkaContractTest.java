package io.sidetrack.broker.kafka;

import io.sidetrack.testkit.contract.BrokerUnderTest;
import io.sidetrack.testkit.contract.LogAdapterContract;

class KafkaContractTest extends LogAdapterContract {

    @Override
    protected BrokerUnderTest broker() {
        return TestKafka.shared();
    }
}
