package io.sidetrack.kernel;

import io.sidetrack.kernel.admin.AdminServer;
import io.sidetrack.kernel.admin.AdminServices;
import io.sidetrack.kernel.channel.ConfiguredTopology;
import io.sidetrack.kernel.config.ConfigException;
import io.sidetrack.kernel.config.ConfigFile;
import io.sidetrack.kernel.config.NodeConfig;
import io.sidetrack.kernel.config.NodeConfig.HttpConfig;
import io.sidetrack.kernel.lifecycle.DataFolder;
import io.sidetrack.kernel.lifecycle.NodeMetrics;
import io.sidetrack.kernel.lifecycle.NodeState;
import io.sidetrack.kernel.lifecycle.StartException;
import io.sidetrack.kernel.lifecycle.StartedParts;
import io.sidetrack.kernel.lifecycle.StorageSupervisor;
import io.sidetrack.kernel.lifecycle.SystemEvents;
import io.sidetrack.kernel.lifecycle.subscription.HostedSubscriptions;
import io.sidetrack.kernel.plugin.PluginSet;
import io.sidetrack.kernel.plugin.PluginSettings;
import io.sidetrack.kernel.siding.ResolutionService;
import io.sidetrack.kernel.store.Store;
import io.sidetrack.kernel.store.sqlite.SqliteStore;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
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
                started.stopAll().await();
                throw e;
            }
        });
    }

    /** Lets what is under way end for as long as {@code deadline}, then stops every part. Never fails. */
    public Future<Void> stop(Duration deadline) {
        drain = deadline;
        state.hold("node", "the node is stopping");
        return onThreadOfItsOwn("sidetrack-end", () -> started.stopAll().await());
    }

    /** Where the node is reachable; empty before it is. */
    public String url() {
        return url;
    }

    private void startParts() throws ConfigException {
        state.hold("node", "the node is starting");
        ConfigFile file = ConfigFile.read(setup.config());
        NodeConfig config = file.config();
        DataFolder data = lock();
        Vertx vertx = openVertx();
        Store store = openStore(config, data);
        PluginSet plugins = openPlugins(config, data);
        ConfiguredTopology topology = openTopology(vertx, config, plugins, store);
        SystemEvents events = deploy(vertx, "system events", new SystemEvents(store.channels()));
        HostedSubscriptions subscriptions = openSubscriptions(vertx, config, store, plugins, topology, events);
        deploy(vertx, "storage supervisor", new StorageSupervisor(store, state, subscriptions));
        subscriptions.startAll().await();
        NodeMetrics metrics = openMetrics(subscriptions);
        AdminServices services = new AdminServices(
                topology,
                store.channels(),
                store.errors(),
                store.audit(),
                new ResolutionService(store.errors(), subscriptions),
                subscriptions,
                plugins,
                state,
                metrics::scrape);
        serve(vertx, services, http(config), data);
        state.release("node");
        LOG.info("ready");
    }
}
