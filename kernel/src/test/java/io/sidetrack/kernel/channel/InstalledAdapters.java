package io.sidetrack.kernel.channel;

import io.sidetrack.api.adapter.BrokerAdapter;
import io.sidetrack.api.config.Option;
import io.sidetrack.kernel.plugin.Components;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Components with broker adapters alone, which may come and go. */
final class InstalledAdapters implements Components {
    private final Map<String, AdapterComponent> adapters = new ConcurrentHashMap<>();

    void install(String name, BrokerAdapter adapter, List<Option<?>> options, Vertx vertx, ClassLoader loader) {
        adapters.put(name, new AdapterComponent(adapter, options, vertx, loader));
    }

    @Override
    public Optional<AdapterComponent> brokerAdapter(String name) {
        return Optional.ofNullable(adapters.get(name));
    }

    @Override
    public Optional<ProcessorComponent> processor(String reference) {
        return Optional.empty();
    }

    @Override
    public Optional<HandlerComponent> errorHandler(String reference) {
        return Optional.empty();
    }

    @Override
    public List<PluginInfo> plugins() {
        return List.of();
    }
}
