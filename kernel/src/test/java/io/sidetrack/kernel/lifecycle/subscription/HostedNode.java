package io.sidetrack.kernel.lifecycle.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.sidetrack.api.config.Option;
import io.sidetrack.api.error.ErrorWorkflowHandler;
import io.sidetrack.api.event.EventBuilder;
import io.sidetrack.api.processor.Processor;
import io.sidetrack.kernel.channel.ConfiguredTopology;
import io.sidetrack.kernel.config.ConfigException;
import io.sidetrack.kernel.config.ConfigFile;
import io.sidetrack.kernel.config.NodeConfig;
import io.sidetrack.kernel.lifecycle.Subscriptions.SubscriptionState;
import io.sidetrack.kernel.lifecycle.SystemEvents;
import io.sidetrack.kernel.plugin.Components;
import io.sidetrack.kernel.siding.ResolutionService;
import io.sidetrack.kernel.siding.Resolutions;
import io.sidetrack.kernel.store.ChannelStore.ChannelEvent;
import io.sidetrack.kernel.store.ErrorStore.ErrorFilter;
import io.sidetrack.kernel.store.ErrorStore.ErroredSummary;
import io.sidetrack.kernel.store.Status;
import io.sidetrack.kernel.store.Store;
import io.sidetrack.kernel.store.StoreFixture;
import io.sidetrack.kernel.store.sqlite.SqliteStore;
import io.sidetrack.testkit.broker.MemoryLogBroker;
import io.sidetrack.testkit.broker.MemoryQueueBroker;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * The subscriptions of a configuration on a real store and the two brokers of the testkit ({@code adapter: log} and
 * {@code adapter: queue}), without plugins around: a processor is named {@code p.name}, a handler {@code h.name}. What stops can
 * be started again on the same folder, as a node can.
 */
final class HostedNode implements AutoCloseable {
    private static final long PATIENCE_NANOS = Duration.ofSeconds(20).toNanos();

    final MemoryLogBroker log = MemoryLogBroker.creating(1);
    final MemoryQueueBroker queue = MemoryQueueBroker.creating();
    final Map<String, Processor> processors = new ConcurrentHashMap<>();
    final Map<String, ErrorWorkflowHandler> handlers = new ConcurrentHashMap<>();
    private final Path folder;
    private final Vertx kernel = Vertx.vertx();
    private final Vertx plugin = Vertx.vertx();
    private Store store;
    private ConfiguredTopology topology;
    private SystemEvents events;
    private HostedSubscriptions subscriptions;
    private String deployment;

    HostedNode(Path folder) {
        this.folder = folder;
    }

    HostedNode start(String yaml) {
        try {
            Path file = Files.writeString(folder.resolve("sidetrack.yaml"), yaml);
            return start(ConfigFile.read(file).config());
        } catch (IOException | ConfigException e) {
            throw new IllegalStateException(e);
        }
    }

    private HostedNode start(NodeConfig config) {
        Installed components = new Installed();
        store = SqliteStore.open(folder.resolve("sidetrack.db"));
        topology = new ConfiguredTopology(kernel, config, components, store.channels(), store.nodeName());
        await(topology.start());
        events = new SystemEvents(kernel, store.channels(), config);
        subscriptions = new HostedSubscriptions(
                store, topology, components, config.subscriptions().values(), events);
        deployment = await(kernel.deployVerticle(subscriptions));
        await(subscriptions.startAll());
        return this;
    }

    /** Stops at once: what is under way is dropped, as by a crash. */
    void stop() {
        await(subscriptions.halt());
        await(kernel.undeploy(deployment));
        await(events.close());
        await(topology.close());
        await(store.close());
    }

    @Override
    public void close() {
        if (subscriptions != null) {
            stop();
        }
        await(plugin.close());
        await(kernel.close());
    }

    static <T> T await(Future<T> future) {
        return StoreFixture.await(future);
    }

    /** Waits until something has come true. */
    static void until(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                fail("not within %s: %s", Duration.ofNanos(PATIENCE_NANOS), what);
            }
            LockSupport.parkNanos(2_000_000);
        }
    }

    /** Runs the processors. */
    Vertx plugin() {
        return plugin;
    }

    Store store() {
        return store;
    }

    HostedSubscriptions subscriptions() {
        return subscriptions;
    }

    Resolutions resolutions() {
        return new ResolutionService(store.errors(), subscriptions);
    }

    void publish(String channel, String id, String key, String data) {
        assertThat(await(topology.publish(
                        channel,
                        List.of(EventBuilder.event()
                                .id(id)
                                .source("/tests")
                                .type("tested")
                                .extension("partitionkey", key)
                                .subject("subject-of-" + key)
                                .data(data, "text/plain")
                                .build()))))
                .hasSize(1);
    }

    SubscriptionState state(String subscription) {
        return await(subscriptions.list()).stream()
                .filter(each -> each.name().equals(subscription))
                .findFirst()
                .orElseGet(() -> fail("no subscription " + subscription));
    }

    void awaitState(String subscription, String wanted) {
        until(subscription + " is " + wanted, () -> state(subscription).state().equals(wanted));
    }

    void awaitLag(String subscription, long lag) {
        until(subscription + " has lag " + lag, () -> state(subscription).lag() == lag);
    }

    List<ErroredSummary> errors() {
        return await(store.errors().list(ErrorFilter.all(), null, 100)).items();
    }

    ErroredSummary awaitErrored(Status status) {
        until("an errored event is " + status, () -> errors().stream().anyMatch(each -> each.status() == status));
        return errors().stream()
                .filter(each -> each.status() == status)
                .findFirst()
                .orElseThrow();
    }

    List<String> idsIn(String channel) {
        return await(store.channels().read(channel, 1, 1_000)).stream()
                .map(ChannelEvent::event)
                .map(event -> event.getId())
                .toList();
    }

    private final class Installed implements Components {
        private final ClassLoader loader = HostedNode.class.getClassLoader();

        @Override
        public Optional<ProcessorComponent> processor(String reference) {
            return Optional.ofNullable(processors.get(reference))
                    .map(each -> new ProcessorComponent("p", each, null, plugin, Runnable::run, loader));
        }

        @Override
        public Optional<HandlerComponent> errorHandler(String reference) {
            return Optional.ofNullable(handlers.get(reference))
                    .map(each -> new HandlerComponent(reference, each, plugin, loader));
        }

        @Override
        public Optional<AdapterComponent> brokerAdapter(String name) {
            return switch (name) {
                case "log" -> Optional.of(new AdapterComponent(log.adapter(), List.<Option<?>>of(), plugin, loader));
                case "queue" ->
                    Optional.of(new AdapterComponent(queue.adapter(), List.<Option<?>>of(), plugin, loader));
                default -> Optional.empty();
            };
        }

        @Override
        public List<PluginInfo> plugins() {
            return List.of();
        }
    }
}
