package io.sidetrack.testkit.broker;

import io.sidetrack.api.Contributions;
import io.sidetrack.api.SidetrackPlugin;
import java.util.List;

/**
 * The two brokers as a plugin: adapters {@code memory-log} (topics of 4 partitions) and {@code memory-queue}. Each broker of the
 * configuration is one of its own; it lives as long as the plugin and makes an address when somebody first names it.
 */
public final class MemoryBrokerPlugin extends SidetrackPlugin {
    private static final int PARTITIONS = 4;

    @Override
    public void contribute(Contributions add) {
        add.brokerAdapter(
                "memory-log",
                List.of(),
                () -> MemoryLogBroker.creating(PARTITIONS).adapter());
        add.brokerAdapter(
                "memory-queue", List.of(), () -> MemoryQueueBroker.creating().adapter());
    }
}
