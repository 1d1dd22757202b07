package io.sidetrack.kernel.plugin;

import io.sidetrack.api.Health;
import io.sidetrack.api.PluginContext;
import io.sidetrack.api.config.Options;
import io.sidetrack.kernel.plugin.Components.AdapterComponent;
import io.sidetrack.kernel.plugin.Components.HandlerComponent;
import io.sidetrack.kernel.plugin.Components.ProcessorComponent;
import io.sidetrack.kernel.plugin.isolation.PluginUsage;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
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

    /** Long: whoever asks for components has less patience, and closes those that come late. */
    private static final Duration MAKING = Duration.ofHours(1);

    private final LoadedPlugin loaded;
    private final PluginThreads threads;
    private final PluginContext context;
    private final PluginVerticle verticle;
    private final String deployment;
    private final ReportedHealth health;

    private StartedPlugin(
            LoadedPlugin loaded,
            PluginThreads threads,
            PluginContext context,
            PluginVerticle verticle,
            String deployment) {
        this.loaded = loaded;
        this.threads = threads;
        this.context = context;
        this.verticle = verticle;
        this.deployment = deployment;
        this.health = new ReportedHealth(verticle::health);
    }

    /** Starts a plugin on its threads. Where that fails, what it had started is closed, but neither threads nor jar. */
    static StartedPlugin start(LoadedPlugin loaded, PluginThreads threads, PluginSettings settings)
            throws PluginFailure {
        PluginContext context = new Context(loaded.candidate().id(), threads.vertx(), loaded.options());
        PluginVerticle verticle = new PluginVerticle(loaded.plugin(), context);
        Future<String> deploying =
                threads.vertx().deployVerticle(verticle, new DeploymentOptions().setClassLoader(loaded.classes()));
        try {
            String deployment = Waiting.forFuture(deploying, settings.startDeadline());
            return new StartedPlugin(loaded, threads, context, verticle, deployment);
        } catch (PluginFailure e) {
            boolean late = e.getCause() instanceof TimeoutException;
            if (late) {
                verticle.giveUpStart(e);
                try {
                    Waiting.forFuture(deploying.otherwise(""), settings.stopDeadline());
                } catch (PluginFailure stuck) {
                    verticle.giveUpStop(stuck);
                    warn(loaded, "close() after a start that never ended", stuck);
                }
            }
            throw new PluginFailure("start() " + (late ? "" : "failed: ") + e.getMessage(), e.getCause());
        }
    }

    /** Closes the plugin, its threads and its jar, in that order; never fails. */
    void stop(Duration deadline) {
        Future<Void> closing = threads.vertx().undeploy(deployment);
        try {
            Waiting.forFuture(closing, deadline);
        } catch (PluginFailure e) {
            verticle.giveUpStop(e);
            warn(loaded, "close()", e);
        }
        threads.close(deadline);
        threads.interruptLeft(loaded.classes());
        loaded.close();
    }

    /** What it has taken by now. */
    PluginUsage usage() {
        return new PluginUsage(
                context.id(),
                loaded.candidate().copy().sha256(),
                threads.replaced(),
                threads.isSpent(),
                threads.pool(),
                threads.startedBy(loaded.classes()),
                loaded.classes().logAllowance());
    }

    /** Event loops in place of these, none of which answers; see {@link PluginThreads#replace}. */
    boolean replaceLoops(Vertx stuck) {
        return threads.replace(stuck);
    }

    /** How it is, as it says itself. Blocks, for a second at most. */
    Health health() {
        return health.ask();
    }

    /** How many threads of it live: its own, and those that its code has started. */
    int liveThreads() {
        return threads.live(loaded.classes());
    }

    /** How often it got other event loops. */
    int loopsReplaced() {
        return threads.replaced();
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
                threads.loops(),
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
                        threads.loops(),
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

    /** On a thread that ends with it, for what plugin code leaves in threads, such as a ThreadLocal, would hold its classes. */
    private <T> T create(String kind, String name, Supplier<? extends T> factory) {
        String what = kind + " " + context.id() + "." + name + " could not be created: ";
        try {
            return Waiting.forCall(
                    context.id() + "-make",
                    loaded.classes(),
                    MAKING,
                    () -> Objects.requireNonNull(factory.get(), "its factory returned null"));
        } catch (PluginFailure e) {
            throw new ComponentException(what + e.getMessage(), e.getCause() == null ? e : e.getCause());
        }
    }

    private static void warn(LoadedPlugin loaded, String what, PluginFailure failure) {
        LOG.warn("plugin {}: {} failed: {}", loaded.candidate().id(), what, failure.getMessage());
    }

    private record Context(String id, Vertx vertx, Options options) implements PluginContext {}
}
