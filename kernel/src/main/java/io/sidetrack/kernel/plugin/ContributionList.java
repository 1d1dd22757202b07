package io.sidetrack.kernel.plugin;

import io.sidetrack.api.Contributions;
import io.sidetrack.api.PluginContext;
import io.sidetrack.api.adapter.BrokerAdapter;
import io.sidetrack.api.config.Option;
import io.sidetrack.api.error.ErrorWorkflowHandler;
import io.sidetrack.api.processor.BlockingProcessor;
import io.sidetrack.api.processor.Processor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a plugin registers while {@code contribute} runs. What is wrong is collected, so that one run tells it all. */
final class ContributionList implements Contributions {
    final Map<String, ProcessorFactory> processors = new LinkedHashMap<>();
    final Map<String, Function<PluginContext, ? extends ErrorWorkflowHandler>> errorHandlers = new LinkedHashMap<>();
    final Map<String, AdapterFactory> brokerAdapters = new LinkedHashMap<>();
    final List<Option<?>> options = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private boolean open = true;
    private boolean sound;

    /** Exactly one of the two is there; none where the plugin has been unloaded. */
    record ProcessorFactory(
            @Nullable Function<PluginContext, ? extends Processor> processor,
            @Nullable Function<PluginContext, ? extends BlockingProcessor> blocking) {}

    record AdapterFactory(List<Option<?>> options, Supplier<? extends BrokerAdapter> adapter) {}

    @Override
    public void options(List<Option<?>> declared) {
        checkOpen();
        options.addAll(declared);
        distinct("option", options);
    }

    @Override
    public void processor(String name, Function<PluginContext, ? extends Processor> factory) {
        add("processor", name, processors, new ProcessorFactory(factory, null));
    }

    @Override
    public void blockingProcessor(String name, Function<PluginContext, ? extends BlockingProcessor> factory) {
        add("processor", name, processors, new ProcessorFactory(null, factory));
    }

    @Override
    public void errorHandler(String name, Function<PluginContext, ? extends ErrorWorkflowHandler> factory) {
        add("error handler", name, errorHandlers, factory);
    }

    @Override
    public void brokerAdapter(String name, List<Option<?>> declared, Supplier<? extends BrokerAdapter> factory) {
        add("broker adapter", name, brokerAdapters, new AdapterFactory(List.copyOf(declared), factory));
        distinct("broker adapter '" + name + "' option", declared);
    }

    /** Ends the registration; a plugin that kept this object cannot register any more. */
    void end() throws PluginFailure {
        open = false;
        if (!problems.isEmpty()) {
            throw new PluginFailure("contributes what cannot be used: " + String.join("; ", problems));
        }
        sound = true;
    }

    /** Whether the registration has ended without a problem. */
    boolean isSound() {
        return sound;
    }

    /** What the plugin has told, for people: names and options, and nothing that is of its classes. */
    ContributionList withoutClasses() {
        ContributionList told = new ContributionList();
        processors.keySet().forEach(name -> told.processors.put(name, new ProcessorFactory(null, null)));
        errorHandlers.keySet().forEach(name -> told.errorHandlers.put(name, context -> gone(name)));
        brokerAdapters.forEach((name, factory) ->
                told.brokerAdapters.put(name, new AdapterFactory(ToldOption.all(factory.options()), () -> gone(name))));
        told.options.addAll(ToldOption.all(options));
        told.open = false;
        told.sound = sound;
        return told;
    }

    private static <T> T gone(String name) {
        throw new IllegalStateException("the plugin of '" + name + "' does not run");
    }

    private <F> void add(String kind, String name, Map<String, F> to, F factory) {
        checkOpen();
        if (!DescriptorReader.NAME.matcher(name).matches()) {
            problems.add(kind + " '" + name
                    + "' has a bad name; expected lower-case letters, digits and '-', beginning with a letter");
        } else if (to.putIfAbsent(name, factory) != null) {
            problems.add(kind + " '" + name + "' is contributed twice");
        }
    }

    private void distinct(String kind, List<Option<?>> declared) {
        Set<String> names = new HashSet<>();
        for (Option<?> option : declared) {
            if (!names.add(option.name())) {
                problems.add(kind + " '" + option.name() + "' is declared twice");
            }
        }
    }

    private void checkOpen() {
        if (!open) {
            throw new IllegalStateException("contribute() has ended; register components there");
        }
    }
}
