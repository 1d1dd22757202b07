package io.sidetrack.testkit.broker;

import io.sidetrack.api.adapter.BrokerAdapter;
import io.sidetrack.api.config.Options;
import io.sidetrack.testkit.Settled;
import io.sidetrack.testkit.contract.BrokerUnderTest;
import io.sidetrack.testkit.contract.LogAdapterContract;
import java.time.Duration;

class MemoryLogBrokerTest extends LogAdapterContract {
    private final MemoryLogBroker broker = MemoryLogBroker.empty();
    private int addresses;

    @Override
    protected BrokerUnderTest broker() {
        return new BrokerUnderTest() {
            @Override
            public BrokerAdapter adapter() {
                return broker.adapter();
            }

            @Override
            public Options options() {
                return Options.none();
            }

            @Override
            public String createAddress(int partitions) {
                String address = "topic-" + ++addresses;
                broker.create(address, partitions);
                return address;
            }

            @Override
            public void putUndecodable(String address, String key, byte[] raw) {
                broker.putUndecodable(address, key, raw);
            }

            @Override
            public void disconnect() {
                Settled.succeeded(broker.cut("cut by the test"), patience());
            }

            @Override
            public boolean trim(String address, String partition, long before) {
                broker.trim(address, Integer.parseInt(partition), before);
                return true;
            }

            @Override
            public Duration patience() {
                return Duration.ofSeconds(5);
            }
        };
    }
}
