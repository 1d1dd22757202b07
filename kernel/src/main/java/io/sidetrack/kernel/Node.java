package io.sidetrack.kernel;

import io.sidetrack.kernel.config.ConfigException;
import io.sidetrack.kernel.config.ConfigFile;
import io.sidetrack.kernel.lifecycle.DataFolder;
import io.sidetrack.kernel.lifecycle.NodeState;
import io.sidetrack.kernel.lifecycle.StartedParts;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node: the parts in the order in which they need each other.
 *
 * <p><b>Life.</b> {@link #start} once, {@link #stop} once. A start that fails has stopped what it had started.
 */
public final class Node {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);

    private final NodeSetup setup;
    private final NodeState state;
    private final StartedParts started = new StartedParts();

    public Node(NodeSetup setup) {
        this.setup = setup;
        this.state = new NodeState(setup.version(), Instant.now());
    }

    /** Fails with {@link ConfigException} or {@code StartException} where a person must put something right. */
    public Future<Void> start() {
        try {
            ConfigFile config = ConfigFile.read(setup.config());
            DataFolder data = DataFolder.lock(setup.data(), state.startedAt());
            LOG.info(
                    "{} {}",
                    config.config().channels().size(),
                    data.adminToken().length());
            started.add("data folder", Duration.ofSeconds(5), () -> {
                data.close();
                return Future.succeededFuture();
            });
            return Future.succeededFuture();
        } catch (ConfigException | RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    /** Where it can be reached, once it has started. */
    public String url() {
        return "";
    }

    public Future<Void> stop(Duration deadline) {
        return started.stopAll();
    }
}
