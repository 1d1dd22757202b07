package io.sidetrack.kernel.plugin;

import io.sidetrack.kernel.plugin.release.HeldClasses;
import io.sidetrack.kernel.plugin.release.Leftovers;
import io.sidetrack.kernel.plugin.release.UnloadedClasses;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of plugins' classes: the jar is closed, what was left behind is let go of, and they are watched until they are gone. Comes
 * after the plugin's {@code close()} and the end of its threads.
 *
 * <p><b>Threading.</b> Thread-safe. {@link #unload} and {@link #held} block.
 */
final class Unloading {
    private static final Logger LOG = LoggerFactory.getLogger(Unloading.class);
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    private final UnloadedClasses unloaded = new UnloadedClasses();

    /** Never fails; what goes wrong is logged. */
    void unload(Candidate candidate, PluginClasses classes) {
        String id = candidate.id();
        try {
            classes.close();
        } catch (IOException e) {
            LOG.warn("plugin {}: its jar could not be closed: {}", id, e.toString());
        }
        try {
            ClassLoader own = Unloading.class.getClassLoader();
            List<String> left = Waiting.forCall(id + "-unload", own, DEADLINE, () -> Leftovers.release(classes));
            if (!left.isEmpty()) {
                LOG.warn(
                        "plugin {}: version {} left behind, and the node has let go of: {}; a plugin does that in close()",
                        id,
                        candidate.version(),
                        String.join(", ", left));
            }
        } catch (PluginFailure e) {
            LOG.warn("plugin {}: what it left behind was not let go of: {}", id, e.getMessage());
        }
        unloaded.add(id, candidate.version(), candidate.copy().sha256(), classes);
    }

    /** Looks who is gone and who is held; from time to time. */
    void look() {
        unloaded.look();
    }

    /** What is held of one plugin, the oldest first. */
    List<HeldClasses> held(String id) {
        return unloaded.held(id);
    }
}
