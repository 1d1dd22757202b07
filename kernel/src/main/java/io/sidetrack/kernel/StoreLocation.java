package io.sidetrack.kernel;

import io.sidetrack.kernel.lifecycle.StartException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Which file {@code store.url} means. */
final class StoreLocation {
    private static final String SQLITE = "jdbc:sqlite:";
    private static final Path DATA = Path.of("data");

    private StoreLocation() {}

    /**
     * A relative path that begins with {@code data/} is in the data folder, whatever that folder is called; any other relative
     * path begins at the parent of the data folder.
     */
    static Path of(String url, Path dataFolder) {
        if (!url.startsWith(SQLITE)) {
            throw new StartException("store.url is '" + url + "'; this version has SQLite alone: expected " + SQLITE
                    + "data/sidetrack.db or another file");
        }
        String name = url.substring(SQLITE.length());
        if (name.indexOf('?') >= 0 || name.startsWith(":") || name.startsWith("file:")) {
            throw new StartException(
                    "store.url is '" + url + "'; expected " + SQLITE + "data/sidetrack.db or another plain path"
                            + " of a file, without parameters, without '?' and not in memory");
        }
        try {
            Path file = Path.of(name);
            return file.startsWith(DATA) && file.getNameCount() > 1
                    ? dataFolder.resolve(DATA.relativize(file)).normalize()
                    : dataFolder.resolveSibling(file).normalize();
        } catch (InvalidPathException e) {
            throw new StartException("store.url is '" + url + "', which names no file: " + e.getReason());
        }
    }
}
