package io.sidetrack.kernel.lifecycle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the lock file of a data folder says of the node that holds it.
 *
 * @param pid 0 where it is not known
 * @param startedAt empty where it is not known
 * @param url where the node can be reached, or {@code null} while it starts
 */
public record LockNote(long pid, String startedAt, @Nullable String url) {

    /** Reads the note of a data folder; what is not there or not readable is simply unknown. */
    public static LockNote read(Path dataFolder) {
        Map<String, String> lines = new TreeMap<>();
        try {
            for (String line : Files.readAllLines(dataFolder.resolve("lock"))) {
                int equals = line.indexOf('=');
                if (equals > 0) {
                    lines.put(line.substring(0, equals), line.substring(equals + 1));
                }
            }
        } catch (IOException e) {
            return new LockNote(0, "", null);
        }
        String pid = lines.getOrDefault("pid", "");
        return new LockNote(
                pid.matches("\\d{1,18}") ? Long.parseLong(pid) : 0,
                lines.getOrDefault("started", ""),
                lines.get("url"));
    }

    String text() {
        return "pid=" + pid + "\nstarted=" + startedAt + "\n" + (url == null ? "" : "url=" + url + "\n");
    }

    String describe() {
        return (pid == 0 ? "its process is not known" : "process " + pid)
                + (startedAt.isEmpty() ? "" : ", started at " + startedAt)
                + (url == null ? "" : ", " + url);
    }
}
