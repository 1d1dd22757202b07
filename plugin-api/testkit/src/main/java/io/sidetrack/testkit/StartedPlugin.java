package io.sidetrack.testkit;

import io.sidetrack.api.PluginContext;
import io.sidetrack.api.SidetrackPlugin;
import io.sidetrack.api.adapter.BrokerAdapter;
import io.sidetrack.api.processor.BlockingProcessor;
import io.sidetrack.api.processor.Processor;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A started plugin with its components by name. Non-blocking components are called on an event loop of the plugin, as in a
 * node. Close it in the end.
 */
public final class StartedPlugin implements AutoCloseable {
    private final SidetrackPlugin plugin;
    private final RecordedContributions recorded;
    private final PluginKit.Context context;
    private final Context loop;

    StartedPlugin(SidetrackPlugin plugin, RecordedContributions recorded, PluginKit.Context context, Context loop) {
        this.plugin = plugin;
        this.recorded = recorded;
        this.context = context;
        this.loop = loop;
    }

    public PluginContext context() {
        return context;
    }

    /** The names of the contributed processors, blocking ones included. */
    public Set<String> processors() {
        Set<String> names = new TreeSet<>(recorded.processors.keySet());
        names.addAll(recorded.blockingProcessors.keySet());
        return names;
    }

    public Set<String> errorHandlers() {
        return recorded.errorHandlers.keySet();
    }

    public Set<String> brokerAdapters() {
        return recorded.adapters.keySet();
    }

    /** A new instance of the processor of that name, blocking or not. */
    public ProcessorKit processor(String name) {
        var factory = recorded.blockingProcessors.get(name);
        if (factory != null) {
            BlockingProcessor blocking = factory.apply(context);
            return ProcessorKit.blocking(blocking);
        }
        Processor processor = required(recorded.processors, "processor", name).apply(context);
        return new ProcessorKit(call -> onContext(() -> processor.process(call)));
    }

    /** A new instance of the handler of that name. */
    public HandlerKit errorHandler(String name) {
        var handler = required(recorded.errorHandlers, "error handler", name).apply(context);
        return new HandlerKit(errored -> onContext(() -> handler.decide(errored)));
    }

    /** A new instance of the adapter of that name. */
    public BrokerAdapter brokerAdapter(String name) {
        return required(recorded.adapters, "broker adapter", name).factory().get();
    }

    /** Closes the plugin, then its Vert.x; an {@link AssertionError} where that fails or takes longer than 10 seconds. */
    @Override
    public void close() {
        PluginKit.close(plugin, this, context.vertx());
    }

    /** Calls on the event loop; {@code null} stays {@code null}, an exception becomes a failed future. */
    <T extends @Nullable Object> Future<T> onContext(Supplier<? extends @Nullable Future<T>> call) {
        Promise<T> promise = Promise.promise();
        loop.runOnContext(ignored -> {
            try {
                Future<T> future = call.get();
                (future == null ? Future.<T>succeededFuture() : future).onComplete(promise);
            } catch (Throwable failure) {
                promise.fail(failure);
            }
        });
        return promise.future();
    }

    private static <T> T required(Map<String, T> components, String kind, String name) {
        T component = components.get(name);
        if (component == null) {
            throw new IllegalArgumentException(
                    "no " + kind + " '" + name + "'; the plugin contributes " + components.keySet());
        }
        return component;
    }
}
