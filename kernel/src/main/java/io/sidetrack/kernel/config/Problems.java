package io.sidetrack.kernel.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects the problems of one file, and where each path stands in it. Not thread-safe. */
final class Problems {
    private final List<Problem> found = new ArrayList<>();
    private final Map<String, Integer> lines = new LinkedHashMap<>();

    void stands(String path, int line) {
        lines.putIfAbsent(path, line);
    }

    /** Adds a problem at the line of {@code path}, or at that of what it is part of. */
    void add(String path, String message) {
        add(path, lineOf(path), message);
    }

    void add(String path, int line, String message) {
        found.add(new Problem(path, line, message));
    }

    int lineOf(String path) {
        String part = path;
        while (!part.isEmpty()) {
            Integer line = lines.get(part);
            if (line != null) {
                return line;
            }
            part = part.substring(0, Math.max(0, Math.max(part.lastIndexOf('.'), part.lastIndexOf('['))));
        }
        return 0;
    }

    /** In the order of the file. */
    List<Problem> list() {
        return found.stream().sorted(Comparator.comparingInt(Problem::line)).toList();
    }
}
