package io.sidetrack.kernel;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a node is started with.
 *
 * @param version the version it shows
 * @param config the configuration file
 * @param data its data folder; a relative path in {@code store.url} is relative to the parent of it
 * @param plugins the folder of plugin jars
 * @param port in place of {@code http.port}, or {@code null}
 */
public record NodeSetup(
        String version,
        Path config,
        Path data,
        Path plugins,
        @Nullable Integer port) {

    public NodeSetup {
        config = config.toAbsolutePath().normalize();
        data = data.toAbsolutePath().normalize();
        plugins = plugins.toAbsolutePath().normalize();
    }
}
