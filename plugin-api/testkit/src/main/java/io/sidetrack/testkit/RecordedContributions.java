package io.sidetrack.testkit;

import io.sidetrack.api.Contributions;
import io.sidetrack.api.PluginContext;
import io.sidetrack.api.adapter.BrokerAdapter;
import io.sidetrack.api.config.Option;
import io.sidetrack.api.error.ErrorWorkflowHandler;
import io.sidetrack.api.processor.BlockingProcessor;
import io.sidetrack.api.processor.Processor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** What a plugin contributed, by kind and name, with the kernel's rules for names. */
final class RecordedContributions implements Contributions {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");

    final List<Option<?>> options = new ArrayList<>();
    final Map<String, Function<PluginContext, ? extends Processor>> processors = new TreeMap<>();
    final Map<String, Function<PluginContext, ? extends BlockingProcessor>> blockingProcessors = new TreeMap<>();
    final Map<String, Function<PluginContext, ? extends ErrorWorkflowHandler>> errorHandlers = new TreeMap<>();
    final Map<String, Adapter> adapters = new TreeMap<>();
    private final List<String> problems;

    RecordedContributions(List<String> problems) {
        this.problems = problems;
    }

    record Adapter(List<Option<?>> options, Supplier<? extends BrokerAdapter> factory) {}

    @Override
    public void options(List<Option<?>> declared) {
        options.addAll(declared);
    }

    @Override
    public void processor(String name, Function<PluginContext, ? extends Processor> factory) {
        check("processor", name, processors.containsKey(name) || blockingProcessors.containsKey(name));
        processors.put(name, factory);
    }

    @Override
    public void blockingProcessor(String name, Function<PluginContext, ? extends BlockingProcessor> factory) {
        check("processor", name, processors.containsKey(name) || blockingProcessors.containsKey(name));
        blockingProcessors.put(name, factory);
    }

    @Override
    public void errorHandler(String name, Function<PluginContext, ? extends ErrorWorkflowHandler> factory) {
        check("error handler", name, errorHandlers.containsKey(name));
        errorHandlers.put(name, factory);
    }

    @Override
    public void brokerAdapter(String name, List<Option<?>> declared, Supplier<? extends BrokerAdapter> factory) {
        check("broker adapter", name, adapters.containsKey(name));
        adapters.put(name, new Adapter(List.copyOf(declared), factory));
    }

    private void check(String kind, String name, boolean repeated) {
        if (!NAME.matcher(name).matches()) {
            problems.add(kind + " '" + name + "': expected a name of a-z, 0-9 and '-', with a letter first");
        }
        if (repeated) {
            problems.add(kind + " '" + name + "' is contributed twice; expected unique names");
        }
    }
}
