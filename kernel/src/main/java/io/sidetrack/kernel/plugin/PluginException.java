package io.sidetrack.kernel.plugin;

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
        REFUSED
    }

    private final Reason reason;

    public PluginException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public PluginException(Reason reason, String message) {
        this(reason, message, null);
    }

    public Reason reason() {
        return reason;
    }
}
