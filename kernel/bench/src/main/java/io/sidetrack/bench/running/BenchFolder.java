package io.sidetrack.bench.running;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A folder of one run, on the disk that is meant; removed at the end. */
public final class BenchFolder implements AutoCloseable {
    private final Path path;

    private BenchFolder(Path path) {
        this.path = path;
    }

    /** Below the first argument, else below {@code target}. */
    public static BenchFolder of(String[] arguments, String name) throws IOException {
        Path parent = Path.of(arguments.length > 0 ? arguments[0] : "target");
        return new BenchFolder(Files.createTempDirectory(Files.createDirectories(parent), name));
    }

    /** A whole number among the arguments, or what is usual. */
    public static int number(String[] arguments, int place, int usual) {
        return arguments.length > place ? Integer.parseInt(arguments[place]) : usual;
    }

    public Path path() {
        return path;
    }

    /** A new folder in it. */
    public Path make() throws IOException {
        return Files.createTempDirectory(path, "run");
    }

    /** The kind of file system, to be printed: figures of a file system in memory mean nothing. */
    public String kind() throws IOException {
        return Files.getFileStore(path).type();
    }

    public static void remove(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path each : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }

    @Override
    public void close() throws IOException {
        remove(path);
    }
}
