package io.sidetrack.kernel.plugin.release;

import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * Counts the collections that unload classes, whatever the collector and the Java: a class loader that nobody holds is gone after one
 * of them, and not before, for young collections leave class loaders alone. It then gets a successor.
 *
 * <p><b>Threading.</b> Thread-safe.
 */
final class ClassUnloading {
    private @Nullable WeakReference<ClassLoader> canary;
    private int seen;

    /**
     * How many have been seen so far, by one who looks often enough. What was held by nobody at one call is gone when a later one
     * answers two more; at one more, that collection may have begun before.
     */
    synchronized int seen() {
        if (canary == null || canary.refersTo(null)) { // not get(): a collector that marks beside us would keep it
            seen += canary == null ? 0 : 1;
            canary = new WeakReference<>(new Cage());
        }
        return seen;
    }

    private static final class Cage extends ClassLoader {
        Cage() {
            super(Cage.class.getClassLoader());
            byte[] code = ClassCode.of(Canary.class);
            defineClass(Canary.class.getName(), code, 0, code.length);
        }
    }
}
