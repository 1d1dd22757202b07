package io.sidetrack.kernel.lifecycle;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a data folder says of the node that holds it, in lines {@code name=value} of the file {@value #FILE}.
 *
 * @param pid 0 where it is not known
 * @param startedAt empty where it is not known
 * @param url where the node can be reached, or {@code null} while it starts
 */
public record LockNote(long pid, String startedAt, @Nullable String url) {

    private static final String FILE = "holder";

    /**
     * Reads the note of a data folder: of one holder or of the next, never of both. What is not there or not readable is simply
     * unknown.
     */
    public static LockNote read(Path dataFolder) {
        Map<String, String> lines = new TreeMap<>();
        try {
            for (String line : Files.readAllLines(dataFolder.resolve(FILE))) {
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

    /** Takes the place of the note before in one step. For the holder alone. */
    void write(Path dataFolder) throws IOException {
        Path unfinished = Files.writeString(dataFolder.resolve(FILE + ".new"), text());
        Files.move(unfinished, dataFolder.resolve(FILE), ATOMIC_MOVE, REPLACE_EXISTING);
    }

    private String text() {
        return "pid=" + pid + "\nstarted=" + startedAt + "\n" + (url == null ? "" : "url=" + url + "\n");
    }

    String describe() {
        return (pid == 0 ? "its process is not known" : "process " + pid)
                + (startedAt.isEmpty() ? "" : ", started at " + startedAt)
                + (url == null ? "" : ", " + url);
    }
}
