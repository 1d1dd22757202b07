package io.sidetrack.kernel.config;

import java.util.List;
import java.util.stream.Collectors;

/** The configuration cannot be used. The message lists every problem, one a line. */
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient List<Problem> problems;

    public ConfigException(String file, List<Problem> problems) {
        super(file + " has " + (problems.size() == 1 ? "1 problem" : problems.size() + " problems")
                + problems.stream().map(problem -> "\n  " + problem).collect(Collectors.joining()));
        this.problems = List.copyOf(problems);
    }

    /** At least one, in the order of the file. */
    public List<Problem> problems() {
        return problems;
    }
}
