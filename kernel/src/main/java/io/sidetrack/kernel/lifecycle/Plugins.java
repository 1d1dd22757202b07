package io.sidetrack.kernel.lifecycle;

import io.sidetrack.kernel.plugin.Components.PluginInfo;
import io.sidetrack.kernel.plugin.PluginDetail;
import io.sidetrack.kernel.plugin.PluginException;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The plugins of a node as people steer them, besides the folder. What is asked for is done after what was asked for before; each
 * fails with a {@link PluginException}, and then what ran before runs still. Thread-safe.
 */
public interface Plugins {

    /** Starts one that was stopped, or tries one again that has failed. */
    Future<PluginInfo> start(String id, String by);

    /** Stops one until somebody starts it, through restarts too; its subscriptions wait. */
    Future<PluginInfo> stop(String id, String by);

    /** Starts the jar that lies in the folder now beside the one that runs, and puts it in its place. */
    Future<PluginInfo> reload(String id, String by);

    /** Goes back to the jar that ran before the one that runs now; it lies in the folder afterwards. */
    Future<PluginInfo> rollBack(String id, String by);

    /** Stops one and takes its jar out of the folder. */
    Future<Void> remove(String id, String by);

    /** Puts a copy of a jar into the folder, in place of the one that runs where it has its id; only if it runs. */
    Future<PluginInfo> install(Path jar, String by);

    /**
     * Sets options of one and starts it anew with them beside itself; one that is stopped stays so. Where it does not start with them,
     * nothing is set.
     *
     * @param seen the version of its options that was looked at; fails where they have another one
     * @param changes new values by name; {@code null} gives an option back to the file
     */
    Future<PluginInfo> configure(String id, long seen, Map<String, @Nullable Object> changes, String by);

    /** The subscriptions that stand for a moment when a plugin is replaced. */
    List<PluginUse> uses(PluginDetail plugin);

    /** Where jars may lie that are to be installed: below the data folder, emptied with the next start. */
    Path uploads();
}
