package io.sidetrack.broker.rabbitmq;

import io.sidetrack.testkit.contract.BrokerUnderTest;
import io.sidetrack.testkit.contract.QueueAdapterContract;

final class QuorumQueueContractTest extends QueueAdapterContract {
    private final TestBroker broker = TestBroker.quorum();

    @Override
    protected BrokerUnderTest broker() {
        return broker;
    }
}
