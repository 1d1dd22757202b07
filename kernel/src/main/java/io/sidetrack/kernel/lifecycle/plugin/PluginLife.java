package io.sidetrack.kernel.lifecycle.plugin;

import io.sidetrack.kernel.channel.ConfiguredTopology;
import io.sidetrack.kernel.lifecycle.PluginUse;
import io.sidetrack.kernel.lifecycle.Plugins;
import io.sidetrack.kernel.lifecycle.SystemEvents;
import io.sidetrack.kernel.lifecycle.subscription.Exchange;
import io.sidetrack.kernel.lifecycle.subscription.HostedSubscriptions;
import io.sidetrack.kernel.lifecycle.subscription.PluginUses;
import io.sidetrack.kernel.plugin.AskedSteps;
import io.sidetrack.kernel.plugin.Components.PluginInfo;
import io.sidetrack.kernel.plugin.OptionsChange;
import io.sidetrack.kernel.plugin.PluginChange;
import io.sidetrack.kernel.plugin.PluginDetail;
import io.sidetrack.kernel.plugin.PluginException;
import io.sidetrack.kernel.plugin.PluginFailure;
import io.sidetrack.kernel.plugin.PluginSet;
import io.sidetrack.kernel.plugin.PluginStep;
import io.sidetrack.kernel.plugin.isolation.PluginWatch;
import io.sidetrack.kernel.store.AuditStore;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes what runs what lies in the drop folder, while the node runs.
 *
 * <p><b>A step.</b> What is to come is loaded, checked and started beside what runs, with the components that subscriptions name;
 * up to here a failure changes nothing. Then the subscriptions that are concerned let what is under way end and stop, adapters
 * close their sources and connections, components come from what has come, and the subscriptions go on under a new fence.
 * What has left is stopped last. Steps are done one after the other, the next one after a new look into the folder, and each is an
 * audit entry and an event.
 *
 * <p><b>Crash.</b> Nothing of a step is kept but the folder itself, the options that were set, and what subscriptions keep anyway: a
 * node that dies in the middle starts with what then lies in the folder, as after any crash. A jar or options that come are kept
 * when nothing can fail any more and before anything stops, so that nobody sees them at work and loses them.
 *
 * <p><b>Life.</b> Made; {@link #start} begins to look; {@link #close} lets the step under way end. <b>Threading.</b> Steps run on a
 * thread of its own, which may block.
 */
public final class PluginLife implements Plugins {
    private static final Logger LOG = LoggerFactory.getLogger(PluginLife.class);
    private static final String FOLDER = "plugins folder";
    private static final String WATCH = "plugin watch";
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration LATE = Duration.ofSeconds(30);

    private final PluginSet plugins;
    private final ConfiguredTopology topology;
    private final HostedSubscriptions subscriptions;
    private final AuditStore audit;
    private final SystemEvents events;
    private final Path uploads;
    private final Duration drain;
    private final PluginWatch watch;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "sidetrack-plugin-life");
        made.setDaemon(true);
        return made;
    });

    /**
     * @param uploads see {@link #uploads}
     * @param drain how long a step waits for what is under way
     */
    public PluginLife(
            PluginSet plugins,
            ConfiguredTopology topology,
            HostedSubscriptions subscriptions,
            AuditStore audit,
            SystemEvents events,
            Path uploads,
            Duration drain) {
        this.plugins = plugins;
        this.topology = topology;
        this.subscriptions = subscriptions;
        this.audit = audit;
        this.events = events;
        this.uploads = uploads;
        this.drain = drain;
        this.watch = new PluginWatch(plugins::usages, this::quarantine);
    }

    /** Begins to look into the folder, and at what plugins take. */
    public void start() {
        watch.start();
        thread.scheduleWithFixedDelay(this::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Begins no further step; succeeds when the one under way has ended. */
    public Future<Void> close() {
        watch.close();
        thread.shutdown();
        return Future.fromCompletionStage(CompletableFuture.runAsync(
                () -> {
                    try {
                        if (!thread.awaitTermination(drain.plus(LATE).toMillis(), TimeUnit.MILLISECONDS)) {
                            LOG.warn("a step of a plugin's life is still under way");
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                task -> new Thread(task, "sidetrack-plugin-life-end").start()));
    }

    @Override
    public Future<PluginInfo> start(String id, String by) {
        return ask(by, steps -> steps.start(id), Effect.NONE).map(done -> info(id));
    }

    @Override
    public Future<PluginInfo> stop(String id, String by) {
        return ask(by, steps -> steps.stop(id), Effect.NONE).map(done -> info(id));
    }

    @Override
    public Future<PluginInfo> reload(String id, String by) {
        return ask(by, steps -> steps.reload(id), Effect.NONE).map(done -> info(id));
    }

    @Override
    public Future<PluginInfo> rollBack(String id, String by) {
        return ask(by, steps -> steps.rollBack(id), Effect.JAR_COMES).map(done -> info(id));
    }

    @Override
    public Future<Void> remove(String id, String by) {
        return ask(by, steps -> steps.remove(id), Effect.JAR_GOES).mapEmpty();
    }

    @Override
    public Future<PluginInfo> install(Path jar, String by) {
        return ask(by, steps -> steps.install(jar), Effect.JAR_COMES).map(step -> info(step.id()));
    }

    @Override
    public Future<PluginInfo> configure(String id, long seen, Map<String, @Nullable Object> changes, String by) {
        return ask(by, steps -> steps.configure(id, seen, changes, by), Effect.OPTIONS)
                .map(done -> info(id));
    }

    /**
     * Stops a plugin for what it did, until somebody starts it or puts another jar in its place. Fails where it does not run in this
     * very jar any more.
     *
     * @param reason what it did: a sentence about it, such as {@code it has started 600 threads}
     */
    public Future<PluginInfo> quarantine(String id, String sha256, String reason) {
        return ask(WATCH, steps -> steps.quarantine(id, sha256, reason), Effect.NONE)
                .map(done -> info(id));
    }

    @Override
    public List<PluginUse> uses(PluginDetail plugin) {
        return PluginUses.of(subscriptions.configs(), plugin, topology::channelsOf);
    }

    @Override
    public Path uploads() {
        return uploads;
    }

    private PluginInfo info(String id) {
        return plugins.plugins().stream()
                .filter(info -> info.id().equals(id))
                .findFirst()
                .orElseThrow(() ->
                        new PluginException(PluginException.Reason.UNKNOWN, "plugin '" + id + "' has gone meanwhile"));
    }

    private Future<PluginStep> ask(String by, Function<AskedSteps, PluginStep> wish, Effect effect) {
        Promise<PluginStep> promise = Promise.promise();
        try {
            thread.execute(() -> {
                try {
                    plugins.pending(); // so that the folder is known as it is now
                    PluginStep step = wish.apply(plugins.asked());
                    take(step, by, effect);
                    promise.complete(step);
                } catch (RuntimeException | Error e) {
                    promise.fail(e);
                }
            });
        } catch (RejectedExecutionException e) {
            promise.fail(new PluginException(PluginException.Reason.STATE, "the node is stopping"));
        }
        return promise.future();
    }

    private void look() {
        try {
            Optional<PluginStep> step = plugins.pending();
            while (step.isPresent() && !thread.isShutdown()) {
                try {
                    take(step.get(), FOLDER, Effect.NONE);
                } catch (PluginException refused) {
                    LOG.debug("told already", refused);
                }
                step = plugins.pending();
            }
        } catch (RuntimeException | Error e) {
            LOG.error("looking into the plugins folder failed; the next look follows", e);
        }
    }

    /** What a step changes of what a restart finds: the drop folder, or the options that are set. */
    private enum Effect {
        NONE,
        JAR_COMES,
        JAR_GOES,
        OPTIONS
    }

    private void take(PluginStep step, String by, Effect effect) {
        try {
            PluginChange change = plugins.prepare(step);
            Map<String, Duration> pauses;
            try {
                pauses = change(change, effect);
            } catch (Exchange.RefusedException | IOException | RuntimeException e) {
                change.undo();
                throw e;
            }
            change.finish();
            plugins.done(step);
            done(step, by, pauses);
        } catch (PluginFailure | Exchange.RefusedException | IOException e) {
            String problem = e instanceof IOException ? "it could not be kept: " + e : String.valueOf(e.getMessage());
            if (effect == Effect.NONE) {
                plugins.refuse(step, problem);
            }
            refused(step, by, problem);
            throw new PluginException(PluginException.Reason.REFUSED, problem, e);
        }
    }

    private Map<String, Duration> change(PluginChange change, Effect effect)
            throws Exchange.RefusedException, IOException {
        Set<String> adapters = change.adapters();
        Set<String> running = answer(change.step(), subscriptions.running(), Set.of());
        Exchange exchange = subscriptions.prepare(change, topology.channelsOf(adapters), running);
        try {
            plugins.begin(change);
            switch (effect) {
                case JAR_COMES -> plugins.putIntoFolder(change.step());
                case JAR_GOES -> {
                    plugins.takeFromFolder(change.step());
                    plugins.forgetOptions(change.step());
                }
                case OPTIONS -> plugins.keepOptions(change.step());
                case NONE -> {}
            }
        } catch (IOException e) {
            plugins.notBegun();
            exchange.drop();
            throw e;
        }
        return answer(
                change.step(),
                subscriptions.exchange(
                        exchange,
                        drain,
                        () -> topology.release(adapters)
                                .map(released -> {
                                    change.apply();
                                    return released;
                                })
                                .compose(applied -> topology.resume(adapters))),
                Map.of());
    }

    private void done(PluginStep step, String by, Map<String, Duration> pauses) {
        long longest =
                pauses.values().stream().mapToLong(Duration::toMillis).max().orElse(0);
        String kind = name(step);
        LOG.info(
                "plugin {} {}: {} → {}; its subscriptions stood for {} ms",
                step.id(),
                kind,
                step.from().isEmpty() ? "none" : step.from(),
                step.to().isEmpty() ? "none" : step.to(),
                longest);
        String signer = step.to().isEmpty() ? null : info(step.id()).signer();
        record("plugin-" + kind, step, by, detail(step).put("signer", signer).put("pauseMillis", longest));
        if (step.kind() == PluginStep.Kind.STARTED) {
            events.pluginStarted(step.id(), step.to(), step.sha256(), signer);
        } else if (step.kind() == PluginStep.Kind.QUARANTINED) {
            String problem = String.valueOf(info(step.id()).problem());
            LOG.error("plugin {} {} is quarantined: {}", step.id(), step.from(), problem);
            events.pluginQuarantined(step.id(), step.from(), problem);
        } else {
            events.pluginChanged(step.id(), kind, step.from(), step.to(), step.sha256(), signer, longest, by);
        }
    }

    private void refused(PluginStep step, String by, String problem) {
        record("plugin-refused", step, by, detail(step).put("step", name(step)).put("problem", problem));
        if (step.from().isEmpty()) {
            events.pluginFailed(step.id(), problem);
        } else {
            events.pluginRefused(step.id(), name(step), step.from(), step.to(), problem, by);
        }
    }

    private static JsonObject detail(PluginStep step) {
        JsonObject detail = new JsonObject()
                .put("from", step.from())
                .put("to", step.to())
                .put("jar", step.jar())
                .put("sha256", step.sha256());
        if (!step.reason().isEmpty()) {
            detail.put("reason", step.reason());
        }
        OptionsChange options = step.options();
        return options == null ? detail : detail.put("options", options.told());
    }

    /** Waits until it is durable: who is answered finds it there. */
    private void record(String action, PluginStep step, String by, JsonObject detail) {
        answer(step, audit.record(by, action, step.id(), detail).map(true), false);
    }

    private static String name(PluginStep step) {
        return step.kind().name().toLowerCase(Locale.ROOT);
    }

    /**
     * What comes of a future, or {@code otherwise} where it fails. Its parts have deadlines of their own, so it is waited for however
     * long it takes: to stop what leaves while somebody uses it would cost more than a late step.
     */
    private static <T> T answer(PluginStep step, Future<T> future, T otherwise) {
        while (true) {
            try {
                return future.toCompletionStage().toCompletableFuture().get(LATE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                LOG.warn("plugin {}: a step takes long: {}", step.id(), step);
            } catch (ExecutionException e) {
                LOG.warn("plugin {}: a step did not end cleanly: {}", step.id(), step, e);
                return otherwise;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return otherwise;
            }
        }
    }
}
