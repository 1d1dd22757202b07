package io.sidetrack.kernel.plugin;

import io.sidetrack.kernel.config.NodeConfig.PluginConfig;
import io.sidetrack.kernel.plugin.trust.JarTrust;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * Where plugins come from and how long they may take.
 *
 * @param dropFolder where people put jars; written only where they ask the node to
 * @param privateFolder where the copies lie that are loaded; created when it is missing
 * @param systemVersion the version that {@code plugin.requires} is checked against
 * @param config the options of plugins, by plugin id
 * @param startDeadline how long each of creating, {@code contribute} and {@code start} may take
 * @param stopDeadline how long each step of a stop may take
 * @param trust which jars may be loaded
 */
public record PluginSettings(
        Path dropFolder,
        Path privateFolder,
        String systemVersion,
        Map<String, PluginConfig> config,
        Duration startDeadline,
        Duration stopDeadline,
        JarTrust trust) {

    /** Any jar may be loaded. */
    public PluginSettings(
            Path dropFolder,
            Path privateFolder,
            String systemVersion,
            Map<String, PluginConfig> config,
            Duration startDeadline,
            Duration stopDeadline) {
        this(dropFolder, privateFolder, systemVersion, config, startDeadline, stopDeadline, JarTrust.ANY);
    }

    /** 30 seconds to start, 10 to stop. */
    public static PluginSettings of(
            Path dropFolder, Path privateFolder, String systemVersion, Map<String, PluginConfig> config) {
        return new PluginSettings(
                dropFolder, privateFolder, systemVersion, config, Duration.ofSeconds(30), Duration.ofSeconds(10));
    }

    public PluginSettings trusting(JarTrust other) {
        return new PluginSettings(dropFolder, privateFolder, systemVersion, config, startDeadline, stopDeadline, other);
    }

    PluginSettings copyingTo(Path folder) {
        return new PluginSettings(dropFolder, folder, systemVersion, config, startDeadline, stopDeadline, trust);
    }
}
