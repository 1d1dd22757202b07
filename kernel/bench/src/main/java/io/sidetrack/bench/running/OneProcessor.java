package io.sidetrack.bench.running;

import io.sidetrack.api.processor.Processor;
import io.sidetrack.kernel.plugin.Components;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;

/** One processor in place of plugins, on a Vert.x of its own as a plugin has it. */
record OneProcessor(Processor processor, Vertx vertx) implements Components {

    @Override
    public Optional<ProcessorComponent> processor(String reference) {
        return Optional.of(new ProcessorComponent(
                "bench", processor, null, vertx, Runnable::run, OneProcessor.class.getClassLoader()));
    }

    @Override
    public Optional<HandlerComponent> errorHandler(String reference) {
        return Optional.empty();
    }

    @Override
    public Optional<AdapterComponent> brokerAdapter(String name) {
        return Optional.empty();
    }

    @Override
    public List<PluginInfo> plugins() {
        return List.of();
    }
}
