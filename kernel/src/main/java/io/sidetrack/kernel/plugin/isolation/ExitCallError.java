package io.sidetrack.kernel.plugin.isolation;

/**
 * A plugin has called what would have ended the whole node, which goes on. An error and no exception: whoever calls {@code exit}
 * does not count on the lines behind it, so they must not run, though they stand behind a {@code catch (Exception e)}.
 */
public final class ExitCallError extends Error {
    private static final long serialVersionUID = 1L;

    ExitCallError(String message) {
        super(message);
    }
}
