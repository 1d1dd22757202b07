package io.sidetrack.testkit;

import io.sidetrack.api.PluginContext;
import io.sidetrack.api.SidetrackPlugin;
import io.sidetrack.api.config.Options;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A plugin before its start. */
public final class PluginKit {
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final SidetrackPlugin plugin;
    private final Map<String, Object> given = new TreeMap<>();

    PluginKit(SidetrackPlugin plugin) {
        this.plugin = plugin;
    }

    /** One option as it would stand in the configuration, where paths, durations and sizes are texts. */
    public PluginKit option(String name, Object value) {
        given.put(name, value);
        return this;
    }

    /**
     * Lets the plugin contribute, checks its options and starts it on a Vert.x of its own.
     *
     * @throws IllegalArgumentException naming every bad name and option at once
     * @throws AssertionError with the cause where the plugin does not start within 10 seconds; what had started is closed
     */
    public StartedPlugin start() {
        List<String> problems = new ArrayList<>();
        RecordedContributions recorded = new RecordedContributions(problems);
        plugin.contribute(recorded);
        Options options = Options.check("options", recorded.options, given, problems);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
        Vertx vertx = Vertx.vertx();
        StartedPlugin started =
                new StartedPlugin(plugin, recorded, new Context("test", vertx, options), vertx.getOrCreateContext());
        try {
            Settled.succeeded(started.onContext(() -> plugin.start(started.context())), DEADLINE);
            return started;
        } catch (AssertionError e) {
            started.close();
            throw e;
        }
    }

    static void close(SidetrackPlugin plugin, StartedPlugin started, Vertx vertx) {
        Future<Void> closed = started.onContext(plugin::close).eventually(vertx::close);
        Settled.succeeded(closed, DEADLINE);
    }

    record Context(String id, Vertx vertx, Options options) implements PluginContext {}
}
