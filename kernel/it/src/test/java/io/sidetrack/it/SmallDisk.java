package io.sidetrack.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;

/**
 * A disk of a few megabytes, mounted on a folder until it is closed. A file called {@code ballast} in it stands for what somebody
 * else keeps there: it leaves as much room as a test wants, and taking it away frees space.
 */
final class SmallDisk implements AutoCloseable {
    private static final int MEBIBYTE = 1 << 20;

    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    /** Fails, and names what is missing, where this process may not mount. */
    static SmallDisk mount(Path folder, int mebibytes) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String said = run("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "sidetrack-test", folder.toString());
        if (!said.isEmpty()) {
            throw new AssertionError("This test mounts a small tmpfs to fill it, and may not: " + said
                    + "Run the tests as root; in a container give it the capability SYS_ADMIN.");
        }
        return new SmallDisk(folder);
    }

    Path folder() {
        return folder;
    }

    /** Fills the disk but for so many mebibytes. */
    void leave(int mebibytes) {
        try (FileChannel file = FileChannel.open(ballast(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            long room = folder.toFile().getUsableSpace() - (long) mebibytes * MEBIBYTE;
            while (room > 0) {
                room -= file.write(ByteBuffer.allocate((int) Math.min(room, MEBIBYTE)));
            }
        } catch (IOException e) {
            if (mebibytes > 0) {
                throw new UncheckedIOException(e);
            }
            // somebody else took the last bytes: it is full
        }
    }

    /** Frees what {@link #leave} filled. */
    void free() {
        try {
            Files.deleteIfExists(ballast());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Unmounts it; what a process still holds open goes with that process. */
    @Override
    public void close() {
        String said = run("umount", "--lazy", folder.toString());
        if (!said.isEmpty()) {
            throw new AssertionError(said);
        }
    }

    private Path ballast() {
        return folder.resolve("ballast");
    }

    /** What a command that failed said; empty where it went well. */
    private static String run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), UTF_8);
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return String.join(" ", command) + " does not end. ";
            }
            return process.exitValue() == 0 ? "" : said.strip() + ". ";
        } catch (IOException e) {
            return e.getMessage() + ". ";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
