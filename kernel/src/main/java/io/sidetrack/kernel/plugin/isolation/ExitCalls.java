package io.sidetrack.kernel.plugin.isolation;

import java.lang.StackWalker.StackFrame;
import org.jspecify.annotations.Nullable;

/**
 * What the classes of plugins call in place of what ends the JVM: each throws an {@link ExitCallError} that names the place of the call.
 * The names and parameters are those that {@link ExitRewriter} puts into classes; a plugin sees this class of the kernel and no other.
 *
 * <p><b>Threading.</b> Thread-safe.
 */
public final class ExitCalls {
    private static final StackWalker WALKER = StackWalker.getInstance();

    private ExitCalls() {}

    /** In place of {@code System.exit(status)}. */
    public static void exit(int status) {
        throw refused("System.exit(" + status + ")");
    }

    /** In place of {@code runtime.exit(status)}. */
    public static void exit(@Nullable Runtime runtime, int status) {
        throw refused("Runtime.exit(" + status + ")");
    }

    /** In place of {@code runtime.halt(status)}. */
    public static void halt(@Nullable Runtime runtime, int status) {
        throw refused("Runtime.halt(" + status + ")");
    }

    /** In place of {@code sun.misc.Signal.raise(signal)}. */
    public static void raise(@Nullable Object signal) {
        throw refused("Signal.raise(" + signal + ")");
    }

    private static ExitCallError refused(String call) {
        String place = WALKER.walk(frames -> frames.skip(2) // this method, and the one of the call
                .findFirst()
                .map(ExitCalls::shown)
                .orElse("an unknown place"));
        return new ExitCallError(call + " in " + place + " would end the node with all its plugins, and was not done;"
                + " throw an exception for an event that cannot be processed, or let 'plugin stop' stop this plugin");
    }

    private static String shown(StackFrame frame) {
        return frame.getClassName() + "." + frame.getMethodName() + " (" + frame.getFileName() + ":"
                + frame.getLineNumber() + ")";
    }
}
