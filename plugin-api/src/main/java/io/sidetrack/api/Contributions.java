package io.sidetrack.api;

import io.sidetrack.api.adapter.BrokerAdapter;
import io.sidetrack.api.config.Option;
import io.sidetrack.api.error.ErrorWorkflowHandler;
import io.sidetrack.api.processor.BlockingProcessor;
import io.sidetrack.api.processor.Processor;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Where a plugin registers its components. Names are unique per plugin and kind, and match {@code [a-z][a-z0-9-]*}; the
 * configuration names a component {@code plugin.component}. A bad or repeated name fails the plugin with an error that says so.
 */
public interface Contributions {

    /** Declares the plugin's own options. */
    void options(List<Option<?>> declared);

    /** A processor; the factory is called once per subscription that names it. */
    void processor(String name, Function<PluginContext, ? extends Processor> factory);

    default void processor(String name, Supplier<? extends Processor> factory) {
        processor(name, context -> factory.get());
    }

    /** A processor that may block; the factory is called once per subscription that names it. */
    void blockingProcessor(String name, Function<PluginContext, ? extends BlockingProcessor> factory);

    default void blockingProcessor(String name, Supplier<? extends BlockingProcessor> factory) {
        blockingProcessor(name, context -> factory.get());
    }

    /** An error-workflow handler; the factory is called once per subscription that names it. */
    void errorHandler(String name, Function<PluginContext, ? extends ErrorWorkflowHandler> factory);

    default void errorHandler(String name, Supplier<? extends ErrorWorkflowHandler> factory) {
        errorHandler(name, context -> factory.get());
    }

    /** A broker adapter with the options of one broker; the factory is called once per broker that names it. */
    void brokerAdapter(String name, List<Option<?>> options, Supplier<? extends BrokerAdapter> factory);
}
