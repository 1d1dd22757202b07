package io.sidetrack.kernel.lifecycle.plugin;

import static org.assertj.core.api.Assertions.fail;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.adapter.Confirmation;
import io.sidetrack.api.event.EventBuilder;
import io.sidetrack.kernel.channel.ConfiguredTopology;
import io.sidetrack.kernel.config.ChannelConfig;
import io.sidetrack.kernel.config.ConfigException;
import io.sidetrack.kernel.config.ConfigFile;
import io.sidetrack.kernel.config.NodeConfig;
import io.sidetrack.kernel.lifecycle.Subscriptions.SubscriptionState;
import io.sidetrack.kernel.lifecycle.SystemEvents;
import io.sidetrack.kernel.lifecycle.subscription.HostedSubscriptions;
import io.sidetrack.kernel.plugin.Components.PluginInfo;
import io.sidetrack.kernel.plugin.PluginSet;
import io.sidetrack.kernel.plugin.PluginSettings;
import io.sidetrack.kernel.plugin.trust.JarTrust;
import io.sidetrack.kernel.store.AuditStore;
import io.sidetrack.kernel.store.ChannelStore.ChannelEvent;
import io.sidetrack.kernel.store.ErrorStore.ErrorFilter;
import io.sidetrack.kernel.store.ErrorStore.ErroredSummary;
import io.sidetrack.kernel.store.Store;
import io.sidetrack.kernel.store.StoreFixture;
import io.sidetrack.kernel.store.sqlite.SqliteStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A node without its HTTP: store, channels, subscriptions, and the plugins of a folder that it looks into. */
final class LivingNode implements AutoCloseable {
    private static final long PATIENCE_NANOS = Duration.ofSeconds(30).toNanos();

    private final Path folder;
    private final Vertx kernel = Vertx.vertx();
    private final Store store;
    private final PluginSet plugins;
    private final ConfiguredTopology topology;
    private final SystemEvents events;
    private final HostedSubscriptions subscriptions;
    private final PluginLife life;
    private final String deployment;

    private LivingNode(Path folder, NodeConfig config, Duration drain) {
        this.folder = folder;
        store = SqliteStore.open(folder.resolve("sidetrack.db"));
        plugins = PluginSet.open(PluginSettings.of(drop(), folder.resolve("copies"), "0.1.0", config.plugins())
                .trusting(JarTrust.of(config.trust())));
        topology = new ConfiguredTopology(kernel, config, plugins, store.channels(), store.nodeName());
        await(topology.start());
        events = new SystemEvents(kernel, store.channels(), config);
        subscriptions = new HostedSubscriptions(
                store, topology, plugins, config.subscriptions().values(), events);
        deployment = await(kernel.deployVerticle(subscriptions));
        await(subscriptions.startAll());
        life = new PluginLife(plugins, topology, subscriptions, store.audit(), events, uploads(), drain);
        life.start();
    }

    /** @param drain how long a change of plugins waits for what is under way */
    static LivingNode start(Path folder, String yaml, Duration drain) {
        try {
            Path file = Files.writeString(folder.resolve("sidetrack.yaml"), yaml);
            return new LivingNode(folder, ConfigFile.read(file).config(), drain);
        } catch (IOException | ConfigException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Where jars are dropped. */
    static Path dropFolder(Path folder) {
        return folder.resolve("plugins");
    }

    Path drop() {
        return dropFolder(folder);
    }

    Path uploads() {
        return folder.resolve("uploads");
    }

    PluginLife life() {
        return life;
    }

    PluginSet plugins() {
        return plugins;
    }

    PluginInfo plugin(String id) {
        return plugins.plugins().stream()
                .filter(info -> info.id().equals(id))
                .findFirst()
                .orElseGet(() -> fail("no plugin " + id));
    }

    void awaitVersion(String id, String version) {
        until(
                id + " in version " + version,
                () -> plugins.plugins().stream()
                        .anyMatch(info -> info.id().equals(id) && info.version().equals(version)));
    }

    /** Publishes as a client does: the same event again, until its broker has confirmed it. */
    void publish(String channel, String id, String key, JsonObject data) {
        List<CloudEvent> event = List.of(EventBuilder.event()
                .id(id)
                .source("/tests")
                .type("tested")
                .extension("partitionkey", key)
                .data(data.toBuffer(), "application/json")
                .build());
        until(
                id + " is published",
                () -> await(topology.publish(channel, event))
                        .get(0)
                        .confirmation()
                        .equals(Confirmation.CONFIRMED));
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

    List<ErroredSummary> errors() {
        return await(store.errors().list(ErrorFilter.all(), null, 100)).items();
    }

    /** The data of what was emitted into an embedded channel. */
    List<JsonObject> in(String channel) {
        List<JsonObject> all = new ArrayList<>();
        long next = 1;
        while (true) {
            List<ChannelEvent> page = await(store.channels().read(channel, next, 1_000));
            if (page.isEmpty()) {
                return all;
            }
            for (ChannelEvent event : page) {
                all.add(new JsonObject(io.vertx.core.buffer.Buffer.buffer(
                        event.event().getData().toBytes())));
                next = event.position() + 1;
            }
        }
    }

    /** The types of the events on the system channel of one subject, in their order. */
    List<String> told(String subject) {
        return await(store.channels().read(ChannelConfig.SYSTEM, 1, 1_000)).stream()
                .map(ChannelEvent::event)
                .filter(event -> subject.equals(event.getSubject()))
                .map(event -> event.getType())
                .toList();
    }

    /** The newest first. */
    List<AuditStore.Entry> audit() {
        return await(store.audit().list(null, 100)).items();
    }

    static void until(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                fail("not within %s: %s", Duration.ofNanos(PATIENCE_NANOS), what);
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    static <T> T await(Future<T> future) {
        return StoreFixture.await(future);
    }

    @Override
    public void close() {
        await(life.close());
        await(subscriptions.halt());
        await(kernel.undeploy(deployment));
        await(events.close());
        await(topology.close());
        plugins.close();
        await(store.close());
        await(kernel.close());
    }
}
