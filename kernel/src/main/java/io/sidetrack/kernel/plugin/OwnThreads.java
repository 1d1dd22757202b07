package io.sidetrack.kernel.plugin;

import java.util.Arrays;
import java.util.Collections;
import java.util.Objects;
import java.util.Set;
import java.util.WeakHashMap;

/** The threads that were made for one plugin, as long as they live. Thread-safe. */
final class OwnThreads {
    private final Set<Thread> made = Collections.newSetFromMap(Collections.synchronizedMap(new WeakHashMap<>()));

    <T extends Thread> T with(T thread) {
        made.add(thread);
        return thread;
    }

    /** How many of them live, and of all others those whose context class loader this is, as a thread inherits it. Virtual ones are not counted. */
    int live(ClassLoader loader) {
        ThreadGroup root = Objects.requireNonNull(Thread.currentThread().getThreadGroup());
        while (root.getParent() != null) {
            root = root.getParent();
        }
        Thread[] all = new Thread[root.activeCount() * 2 + 16]; // an estimate: what does not fit is left out
        int count = root.enumerate(all, true);
        return (int) Arrays.stream(all, 0, count)
                .filter(thread -> made.contains(thread) || thread.getContextClassLoader() == loader)
                .count();
    }
}
