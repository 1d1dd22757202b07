package io.sidetrack.kernel;

import java.nio.file.Path;

/**
 * Where a node finds and keeps what it has.
 *
 * @param config the configuration file
 * @param data its data folder; a relative path in {@code store.url} is relative to the parent of it
 * @param plugins the folder of plugin jars
 */
public record NodeFolders(Path config, Path data, Path plugins) {

    public NodeFolders {
        config = config.toAbsolutePath().normalize();
        data = data.toAbsolutePath().normalize();
        plugins = plugins.toAbsolutePath().normalize();
    }
}
