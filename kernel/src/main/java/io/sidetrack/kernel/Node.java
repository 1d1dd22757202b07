package io.sidetrack.kernel;

import io.netty.util.concurrent.EventExecutor;
import io.sidetrack.kernel.access.Access;
import io.sidetrack.kernel.admin.AdminContract;
import io.sidetrack.kernel.admin.AdminServer;
import io.sidetrack.kernel.admin.AdminServices;
import io.sidetrack.kernel.channel.ConfiguredTopology;
import io.sidetrack.kernel.config.ConfigException;
import io.sidetrack.kernel.config.ConfigFile;
import io.sidetrack.kernel.config.NodeConfig;
import io.sidetrack.kernel.config.NodeConfig.HttpConfig;
import io.sidetrack.kernel.config.NodeConfig.StoreConfig;
import io.sidetrack.kernel.lifecycle.DataFolder;
import io.sidetrack.kernel.lifecycle.NodeMetrics;
import io.sidetrack.kernel.lifecycle.NodeState;
import io.sidetrack.kernel.lifecycle.StartException;
import io.sidetrack.kernel.lifecycle.StartedParts;
import io.sidetrack.kernel.lifecycle.StorageSupervisor;
import io.sidetrack.kernel.lifecycle.StorePruning;
import io.sidetrack.kernel.lifecycle.SystemEvents;
import io.sidetrack.kernel.lifecycle.plugin.PluginLife;
import io.sidetrack.kernel.lifecycle.subscription.HostedSubscriptions;
import io.sidetrack.kernel.plugin.ComponentCheck;
import io.sidetrack.kernel.plugin.Components.PluginInfo;
import io.sidetrack.kernel.plugin.PluginSet;
import io.sidetrack.kernel.plugin.PluginSettings;
import io.sidetrack.kernel.plugin.isolation.LogLimit;
import io.sidetrack.kernel.plugin.trust.JarTrust;
import io.sidetrack.kernel.siding.ResolutionService;
import io.sidetrack.kernel.store.Keeping;
import io.sidetrack.kernel.store.Store;
import io.sidetrack.kernel.store.StoreFailedException;
import io.sidetrack.kernel.store.sqlite.SqliteStore;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node: its parts, started in the order in which they need each other and stopped in the reverse order.
 *
 * <p><b>Life.</b> {@link #start} once; a start that fails has stopped what it had started. {@link #stop} once.
 *
 * <p><b>Threading.</b> Thread-safe. Start and stop run on a thread of their own, because opening files and loading plugins block.
 */
public final class Node {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);
    private static final Duration CLOSE = Duration.ofSeconds(10);

    private final NodeSetup setup;
    private final NodeState state;
    private final StartedParts started = new StartedParts();
    private volatile Duration drain = CLOSE;
    private volatile String url = "";
    private volatile @Nullable Access access;

    public Node(NodeSetup setup) {
        this.setup = setup;
        this.state = new NodeState(setup.version(), Instant.now());
    }

    /**
     * Succeeds when the node is ready. Fails with {@link ConfigException} or {@link StartException} where a person must put
     * something right.
     */
    public Future<Void> start() {
        return onThreadOfItsOwn("sidetrack-start", () -> {
            try {
                startParts();
            } catch (Throwable e) {
                started.stopAll();
                throw e;
            }
        });
    }

    /** Lets what is under way end for as long as {@code deadline}, then stops every part. Never fails. */
    public Future<Void> stop(Duration deadline) {
        drain = deadline;
        state.hold("node", "the node is stopping");
        return onThreadOfItsOwn("sidetrack-end", started::stopAll);
    }

    /** Where the node is reachable; empty before it is. */
    public String url() {
        return url;
    }

    /** Opens the dashboard for the administrator: once, and within fifteen minutes. For the console, never for a log. */
    public String loginLink() {
        Access known = access;
        if (known == null || url.isEmpty()) {
            throw new IllegalStateException("the node has not started");
        }
        return url.replace("//0.0.0.0:", "//localhost:").replace("//[::]:", "//localhost:") + "/login#"
                + known.loginCode().code();
    }

    private void startParts() throws ConfigException {
        state.hold("node", "the node is starting");
        LogLimit.install();
        NodeConfig config = ConfigFile.read(setup.config()).config();
        DataFolder data = lock();
        Vertx vertx = openVertx(data);
        Future<AdminContract> contract = AdminContract.load(vertx);
        Store store = openStore(config, data);
        PluginSet plugins = openPlugins(config, data);
        ComponentCheck.problems(config, plugins).forEach(problem -> LOG.warn("configuration: {}", problem));
        ConfiguredTopology topology = openTopology(vertx, config, plugins, store);
        SystemEvents events = openSystemEvents(vertx, config, store);
        HostedSubscriptions subscriptions = openSubscriptions(vertx, config, store, topology, plugins, events);
        openPruning(vertx, config, store);
        NodeMetrics metrics = openMetrics(subscriptions);
        PluginLife life = openPluginLife(data, plugins, topology, subscriptions, store, events);
        AdminServices services = new AdminServices(
                topology,
                store.channels(),
                store.errors(),
                store.audit(),
                new ResolutionService(store.errors(), subscriptions),
                subscriptions,
                plugins,
                life,
                state,
                openAccess(store, data),
                store.answers(),
                metrics::scrape);
        serve(vertx, contract, services, http(config), data);
        plugins.plugins().forEach(plugin -> tell(events, plugin));
        life.start();
        state.release("node");
        LOG.info(
                "ready at {} with {} subscriptions and {} plugins; the admin token is in {}",
                url,
                config.subscriptions().size(),
                plugins.plugins().size(),
                data.path().resolve("admin-token"));
    }

    private DataFolder lock() {
        DataFolder data = DataFolder.lock(setup.data(), state.startedAt());
        started.add("data folder", CLOSE, () -> {
            data.close();
            return Future.succeededFuture();
        });
        return data;
    }

    /** The control plane. What it unpacks from the class path stays in the data folder and goes with the next start. */
    private Vertx openVertx(DataFolder data) {
        Vertx vertx = Vertx.vertx(new VertxOptions()
                .setFileSystemOptions(new FileSystemOptions()
                        .setFileCachingEnabled(false)
                        .setFileCacheDir(data.emptied("unpacked").toString())));
        started.add("vert.x", CLOSE, vertx::close);
        for (EventExecutor loop : ((VertxInternal) vertx).nettyEventLoopGroup()) {
            loop.submit(() -> {})
                    .syncUninterruptibly(); // later a plugin might start it, and leave its class loader there
        }
        return vertx;
    }

    private Store openStore(NodeConfig config, DataFolder data) {
        try {
            Store store = SqliteStore.open(StoreLocation.of(config.store().url(), data.path()));
            started.add("store", CLOSE, store::close);
            return store;
        } catch (StoreFailedException e) {
            throw new StartException(String.valueOf(e.getMessage()));
        }
    }

    private PluginSet openPlugins(NodeConfig config, DataFolder data) {
        PluginSet plugins = PluginSet.open(
                PluginSettings.of(setup.plugins(), data.path().resolve("plugins"), setup.version(), config.plugins())
                        .trusting(JarTrust.of(config.trust())));
        started.add("plugins", CLOSE.multipliedBy(2), () -> onThreadOfItsOwn("sidetrack-plugins", plugins::close));
        return plugins;
    }

    private ConfiguredTopology openTopology(Vertx vertx, NodeConfig config, PluginSet plugins, Store store) {
        ConfiguredTopology topology =
                new ConfiguredTopology(vertx, config, plugins, store.channels(), store.nodeName());
        started.add("topology", CLOSE, topology::close);
        topology.start().await();
        return topology;
    }

    private SystemEvents openSystemEvents(Vertx vertx, NodeConfig config, Store store) {
        SystemEvents events = new SystemEvents(vertx, store.channels(), config);
        started.add("system events", CLOSE, events::close);
        return events;
    }

    private static void tell(SystemEvents events, PluginInfo plugin) {
        String problem = plugin.problem();
        if (problem == null) {
            events.pluginStarted(plugin.id(), plugin.version(), plugin.sha256(), plugin.signer());
        } else if (plugin.isQuarantined()) {
            events.pluginQuarantined(plugin.id(), plugin.version(), problem);
        } else {
            events.pluginFailed(plugin.id(), problem);
        }
    }

    /** Storage is supervised before the first shard starts, and not any more when the shards are drained. */
    private HostedSubscriptions openSubscriptions(
            Vertx vertx,
            NodeConfig config,
            Store store,
            ConfiguredTopology topology,
            PluginSet plugins,
            SystemEvents events) {
        HostedSubscriptions subscriptions = new HostedSubscriptions(
                store, topology, plugins, config.subscriptions().values(), events);
        deploy(vertx, "subscriptions", subscriptions, CLOSE);
        started.add("drain", CLOSE.multipliedBy(3), () -> subscriptions.drain(drain));
        deploy(vertx, "storage supervisor", new StorageSupervisor(store, state, subscriptions, events), CLOSE);
        subscriptions.startAll().await();
        return subscriptions;
    }

    private PluginLife openPluginLife(
            DataFolder data,
            PluginSet plugins,
            ConfiguredTopology topology,
            HostedSubscriptions subscriptions,
            Store store,
            SystemEvents events) {
        PluginLife life =
                new PluginLife(plugins, topology, subscriptions, store.audit(), events, data.emptied("uploads"), CLOSE);
        started.add("plugin life", CLOSE.multipliedBy(4), life::close);
        return life;
    }

    private void openPruning(Vertx vertx, NodeConfig config, Store store) {
        StoreConfig kept = config.store();
        Keeping keeping = new Keeping(kept.keepResolved(), kept.keepAudit(), kept.keepInbox());
        deploy(vertx, "pruning", new StorePruning(store, keeping, StorePruning.INTERVAL), CLOSE);
    }

    private NodeMetrics openMetrics(HostedSubscriptions subscriptions) {
        NodeMetrics metrics = new NodeMetrics(state, subscriptions);
        started.add("metrics", CLOSE, () -> {
            metrics.close();
            return Future.succeededFuture();
        });
        return metrics;
    }

    private HttpConfig http(NodeConfig config) {
        Integer port = setup.port();
        HttpConfig http = config.http();
        return port == null ? http : new HttpConfig(http.host(), port, http.maxBody());
    }

    private Access openAccess(Store store, DataFolder data) {
        Access opened = Access.open(store.access(), data.adminToken(), System::currentTimeMillis)
                .await();
        access = opened;
        return opened;
    }

    private void serve(
            Vertx vertx, Future<AdminContract> contract, AdminServices services, HttpConfig http, DataFolder data) {
        AdminServer server = new AdminServer(contract, services, http);
        deploy(vertx, "HTTP", server, CLOSE);
        url = "http://" + (http.host().contains(":") ? "[" + http.host() + "]" : http.host()) + ":" + server.port();
        data.reachableAt(state.startedAt(), url);
    }

    private void deploy(Vertx vertx, String name, Deployable part, Duration deadline) {
        String id = vertx.deployVerticle(part).await();
        started.add(name, deadline, () -> vertx.undeploy(id));
    }

    private static Future<Void> onThreadOfItsOwn(String name, Step step) {
        Promise<Void> done = Promise.promise();
        Thread thread = new Thread(
                () -> {
                    try {
                        step.run();
                        done.complete();
                    } catch (Throwable e) {
                        done.fail(e);
                    }
                },
                name);
        thread.start();
        return done.future();
    }

    private interface Step {
        void run() throws Exception;
    }
}
