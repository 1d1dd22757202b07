package io.sidetrack.kernel.plugin.isolation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The last sudden ends of the node in a row, each with the calls of plugins that ran then. A plugin that was in a call of the same
 * event each time is taken to have caused them: somebody who kills a busy node finds it at another event each time.
 */
final class DirtyEnds {
    static final int IN_A_ROW = 3;
    static final Duration WITHIN = Duration.ofHours(1);
    private static final String FILE = "sudden-ends";

    /** @param calls each the name of a jar and that of an event, with a blank between */
    private record End(long atMillis, Set<String> calls) {}

    private final Path file;
    private final List<End> ends;

    private DirtyEnds(Path file, List<End> ends) {
        this.file = file;
        this.ends = ends;
    }

    static DirtyEnds in(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        List<End> ends = new ArrayList<>();
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                String[] parts = line.split("\t", -1);
                if (parts[0].matches("\\d{1,18}")) {
                    ends.add(new End(
                            Long.parseLong(parts[0]),
                            new TreeSet<>(List.of(parts).subList(1, parts.length))));
                }
            }
        }
        return new DirtyEnds(file, ends);
    }

    void add(long atMillis, Set<String> calls) throws IOException {
        ends.add(new End(atMillis, calls));
        while (ends.size() > IN_A_ROW) {
            ends.remove(0);
        }
        StringBuilder lines = new StringBuilder();
        ends.forEach(end -> {
            lines.append(end.atMillis());
            end.calls().forEach(call -> lines.append('\t').append(call));
            lines.append('\n');
        });
        Path unfinished = file.resolveSibling(FILE + ".part");
        Files.writeString(unfinished, lines);
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The last end was a clean one. */
    void forget() throws IOException {
        ends.clear();
        Files.deleteIfExists(file);
    }

    /** The jars that were in the same call at each of them, each with what it did. */
    Map<String, String> repeated(long nowMillis) {
        Map<String, String> found = new HashMap<>();
        if (ends.size() < IN_A_ROW || nowMillis - ends.get(0).atMillis() > WITHIN.toMillis()) {
            return found;
        }
        Set<String> calls = new TreeSet<>(ends.get(0).calls());
        ends.forEach(end -> calls.retainAll(end.calls()));
        for (String call : calls) {
            int blank = call.lastIndexOf(' ');
            boolean start = call.substring(blank + 1).equals(String.valueOf(RunningCalls.START));
            found.put(
                    call.substring(0, Math.max(0, blank)),
                    "the node has died " + IN_A_ROW + " times in a row within an hour while this plugin "
                            + (start ? "was being started" : "was in a call of the same event"));
        }
        return found;
    }
}
