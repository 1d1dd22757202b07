package io.sidetrack.kernel.plugin;

import io.sidetrack.kernel.config.Problem;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Something that was asked for cannot be done with a plugin. What ran before it runs still. */
public final class PluginException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public enum Reason {
        /** There is no plugin of that id. */
        UNKNOWN,
        /** Its state does not permit it; the message says what would. */
        STATE,
        /** What was to run does not; the message says why. */
        REFUSED,
        /** The options are not as the plugin declares them: {@link PluginException#problems}. */
        OPTIONS,
        /** The options are not as they were seen: {@link PluginException#version}. */
        VERSION
    }

    private final Reason reason;
    private transient List<Problem> problems = List.of();
    private long version;

    public PluginException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public PluginException(Reason reason, String message) {
        this(reason, message, null);
    }

    static PluginException of(List<Problem> problems) {
        PluginException refused = new PluginException(
                Reason.OPTIONS,
                "the options are not as the plugin declares them: "
                        + problems.stream().map(Problem::toString).collect(Collectors.joining("; ")));
        refused.problems = List.copyOf(problems);
        return refused;
    }

    static PluginException changed(String id, long seen, long now) {
        PluginException refused = new PluginException(
                Reason.VERSION,
                "somebody has set options of plugin '" + id + "' meanwhile: their version is " + now + " now; you saw "
                        + seen + ". Read them again and decide on what they are now");
        refused.version = now;
        return refused;
    }

    public Reason reason() {
        return reason;
    }

    /** What is wrong with options, each with its path in the file. */
    public List<Problem> problems() {
        return problems;
    }

    /** The version that the options have now. */
    public long version() {
        return version;
    }
}
