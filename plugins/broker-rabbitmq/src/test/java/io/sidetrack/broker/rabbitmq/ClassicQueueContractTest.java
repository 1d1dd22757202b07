package io.sidetrack.broker.rabbitmq;

import io.sidetrack.testkit.contract.BrokerUnderTest;
import io.sidetrack.testkit.contract.QueueAdapterContract;

final class ClassicQueueContractTest extends QueueAdapterContract {
    private final TestBroker broker = TestBroker.classic();

    @Override
    protected BrokerUnderTest broker() {
        return broker;
    }
}
