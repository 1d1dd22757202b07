package io.sidetrack.kernel.plugin;

import org.jspecify.annotations.Nullable;

/** Why a jar is not a started plugin: one sentence for a person. */
public final class PluginFailure extends Exception {
    private static final long serialVersionUID = 1;

    PluginFailure(String message) {
        super(message);
    }

    PluginFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** A throwable of a plugin in one line; its own {@code toString} may fail like anything of a plugin. */
    static String describe(Throwable failure) {
        try {
            if (failure instanceof ExceptionInInitializerError && failure.getCause() != null) {
                return "a static initializer threw " + describe(failure.getCause());
            }
            return failure.toString().strip().replaceAll("\\s*\\R\\s*", " ");
        } catch (RuntimeException | LinkageError e) {
            return failure.getClass().getName();
        }
    }
}
