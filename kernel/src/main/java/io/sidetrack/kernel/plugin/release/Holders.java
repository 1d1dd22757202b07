package io.sidetrack.kernel.plugin.release;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells what holds the classes of an unloaded plugin, as far as the JVM shows it to anybody. Stateless; stops all threads for a moment. */
final class Holders {
    static final String UNSEEN =
            "nothing that can be seen; a static field elsewhere, a value kept by a thread that goes on (ThreadLocal),"
                    + " a shutdown hook, or a cache that goes when memory is short may do so";

    private Holders() {}

    /** Parts of a sentence; none where nothing can be seen. */
    static <L extends ClassLoader & LeavingClasses> List<String> of(L classes) {
        List<String> found = new ArrayList<>();
        Thread.getAllStackTraces().forEach((thread, stack) -> {
            String why = why(thread, stack, classes);
            if (why != null) {
                found.add("thread '" + thread.getName() + "', " + why);
            }
        });
        Leftovers.beansOf(classes).forEach(name -> found.add("MBean " + name));
        found.sort(null);
        return found;
    }

    private static <L extends ClassLoader & LeavingClasses> @Nullable String why(
            Thread thread, StackTraceElement[] stack, L classes) {
        if (thread.getClass().getClassLoader() == classes) {
            return "which is a " + thread.getClass().getName();
        }
        ClassLoader context = thread.getContextClassLoader();
        boolean ofAnother =
                context != classes && context instanceof LeavingClasses; // its classes may have the same names
        for (StackTraceElement frame : ofAnother ? new StackTraceElement[0] : stack) {
            if (classes.defined(frame.getClassName()) != null) {
                return "which is in " + frame.getClassName() + "." + frame.getMethodName();
            }
        }
        return context == classes ? "whose context class loader it is" : null;
    }
}
