package io.sidetrack.kernel.plugin;

import io.sidetrack.api.PluginContext;
import io.sidetrack.api.config.Options;
import io.sidetrack.kernel.plugin.Components.AdapterComponent;
import io.sidetrack.kernel.plugin.Components.HandlerComponent;
import io.sidetrack.kernel.plugin.Components.ProcessorComponent;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running plugin, from which components are created. Thread-safe. */
final class StartedPlugin {
    private static final Logger LOG = LoggerFactory.getLogger(StartedPlugin.class);

    private final LoadedPlugin loaded;
    private final PluginThreads threads;
    private final PluginContext context;
    private final String deployment;

    private StartedPlugin(LoadedPlugin loaded, PluginThreads threads, PluginContext context, String deployment) {
        this.loaded = loaded;
        this.threads = threads;
        this.context = context;
        this.deployment = deployment;
    }

    /** Starts a plugin on its threads. Where that fails, what it had started is closed, but neither threads nor jar. */
    static StartedPlugin start(LoadedPlugin loaded, PluginThreads threads, PluginSettings settings)
            throws PluginFailure {
        PluginContext context = new Context(loaded.candidate().id(), threads.vertx(), loaded.options());
        PluginVerticle verticle = new PluginVerticle(loaded.plugin(), context);
        var deploying =
                threads.vertx().deployVerticle(verticle, new DeploymentOptions().setClassLoader(loaded.classes()));
        try {
            return new StartedPlugin(loaded, threads, context, Waiting.forFuture(deploying, settings.startDeadline()));
        } catch (PluginFailure e) {
            if (e.getCause() instanceof TimeoutException) {
                verticle.giveUp(e);
                quietly(loaded, "close() after a start that never ended", () -> {
                    Waiting.forFuture(deploying.otherwise(""), settings.stopDeadline());
                });
            }
            throw new PluginFailure(
                    "start() " + (e.getCause() instanceof TimeoutException ? "" : "failed: ") + e.getMessage(),
                    e.getCause());
        }
    }

    /** Closes the plugin, its threads and its jar, in that order; never fails. */
    void stop(Duration deadline) {
        quietly(loaded, "close()", () -> Waiting.forFuture(threads.vertx().undeploy(deployment), deadline));
        threads.close(deadline);
        loaded.close();
    }

    PluginClasses classes() {
        return loaded.classes();
    }

    Optional<ProcessorComponent> processor(String name) {
        ContributionList.ProcessorFactory factory =
                loaded.contributions().processors.get(name);
        if (factory == null) {
            return Optional.empty();
        }
        var plain = factory.processor();
        var blocking = factory.blocking();
        return Optional.of(new ProcessorComponent(
                context.id(),
                plain == null ? null : create("processor", name, () -> plain.apply(context)),
                blocking == null ? null : create("processor", name, () -> blocking.apply(context)),
                threads.vertx(),
                threads.pool(),
                loaded.classes()));
    }

    Optional<HandlerComponent> errorHandler(String name) {
        var factory = loaded.contributions().errorHandlers.get(name);
        return factory == null
                ? Optional.empty()
                : Optional.of(new HandlerComponent(
                        context.id() + "." + name,
                        create("error handler", name, () -> factory.apply(context)),
                        threads.vertx(),
                        loaded.classes()));
    }

    Optional<AdapterComponent> brokerAdapter(String name) {
        ContributionList.AdapterFactory factory =
                loaded.contributions().brokerAdapters.get(name);
        return factory == null
                ? Optional.empty()
                : Optional.of(new AdapterComponent(
                        create("broker adapter", name, factory.adapter()),
                        factory.options(),
                        threads.vertx(),
                        loaded.classes()));
    }

    private <T> T create(String kind, String name, Supplier<? extends T> factory) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loaded.classes());
        try {
            return Objects.requireNonNull(factory.get(), "its factory returned null");
        } catch (RuntimeException | Error e) {
            throw new ComponentException(
                    kind + " " + context.id() + "." + name + " could not be created: " + PluginFailure.describe(e), e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private interface Step {
        void run() throws PluginFailure;
    }

    private static void quietly(LoadedPlugin loaded, String what, Step step) {
        try {
            step.run();
        } catch (PluginFailure e) {
            LOG.warn("plugin {}: {} failed: {}", loaded.candidate().id(), what, e.getMessage());
        }
    }

    private record Context(String id, Vertx vertx, Options options) implements PluginContext {}
}
