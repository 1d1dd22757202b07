package io.sidetrack.kernel.plugin.trust;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The version of each plugin that ran last, so that nobody puts an older one in its place that is signed as well and has a hole. Where
 * only signed jars load, none that is older runs, unless a person has gone back to it; so that is the newest since then. It
 * outlives the node, the jar, and the plugin.
 *
 * <p><b>Crash.</b> There is the file before a change or the one after it, whole.
 *
 * <p><b>Threading.</b> Used by one thread at a time. Writing blocks.
 */
public final class NewestVersions {
    private static final String FILE = "newest.properties";

    private final Path folder;
    private final Comparator<String> order;
    private final boolean held;
    private final Properties newest = new Properties();
    private @Nullable String unread;

    private NewestVersions(Path folder, Comparator<String> order, boolean held) {
        this.folder = folder;
        this.order = order;
        this.held = held;
    }

    /**
     * @param folder where they are kept; created with the first of them
     * @param order of versions
     * @param held whether an older version must not run
     */
    public static NewestVersions read(Path folder, Comparator<String> order, boolean held) {
        NewestVersions versions = new NewestVersions(folder, order, held);
        try (Reader reader = Files.newBufferedReader(folder.resolve(FILE))) {
            versions.newest.load(reader);
        } catch (NoSuchFileException e) {
            versions.newest.clear();
        } catch (IOException | IllegalArgumentException e) {
            versions.unread = "the versions that ran before cannot be read from " + folder.resolve(FILE) + " (" + e
                    + "), so it is not known whether this one is older; put the file right, or delete it, and start the node anew";
        }
        return versions;
    }

    /** Why a version must not run, or {@code null} where it may. */
    public @Nullable String objection(String id, String version) {
        String before = newest.getProperty(id);
        if (!held || unread == null && (before == null || order.compare(version, before) >= 0)) {
            return null;
        }
        return unread != null
                ? unread
                : "is version " + version + ", older than version " + before
                        + " that ran here; where only signed jars load,"
                        + " nobody goes back by a jar: roll the plugin back, or sign what you want as a newer version";
    }

    /** These run now, by id, or are about to by a person's will. Fails with nothing changed. */
    public void ran(Map<String, String> versions) throws IOException {
        Properties next = new Properties();
        next.putAll(newest);
        next.putAll(versions);
        if (next.equals(newest)) {
            return;
        }
        if (unread != null) {
            throw new IOException(unread);
        }
        write(next);
        newest.putAll(versions);
    }

    private void write(Properties next) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        next.store(text, "kept by the node");
        Path unfinished = Files.createTempFile(Files.createDirectories(folder), "newest-", ".tmp");
        try {
            try (FileChannel out = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(text.toByteArray());
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                out.force(true);
            }
            Files.move(
                    unfinished,
                    folder.resolve(FILE),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }
}
