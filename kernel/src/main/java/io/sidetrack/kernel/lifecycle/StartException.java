package io.sidetrack.kernel.lifecycle;

import java.util.List;

/** A node cannot start for reasons that a person must remove. Nothing that it had started is left behind. */
public final class StartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    /** @param problem a sentence that names what is wrong and what to do */
    public StartException(String problem) {
        this(List.of(problem));
    }

    public StartException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    public List<String> problems() {
        return problems;
    }
}
