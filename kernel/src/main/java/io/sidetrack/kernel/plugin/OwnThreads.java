package io.sidetrack.kernel.plugin;

import java.util.Arrays;
import java.util.Collections;
import java.util.Objects;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.stream.Stream;

/** The threads that were made for one plugin, as long as they live. Thread-safe. */
final class OwnThreads {
    private final Set<Thread> made = Collections.newSetFromMap(Collections.synchronizedMap(new WeakHashMap<>()));

    <T extends Thread> T with(T thread) {
        made.add(thread);
        return thread;
    }

    /** How many of them live, and of all others those whose context class loader this is, as a thread inherits it. Virtual ones are not counted. */
    int live(ClassLoader loader) {
        return (int) all().filter(thread -> made.contains(thread) || thread.getContextClassLoader() == loader)
                .count();
    }

    /** How many live that are none of them, with this context class loader. */
    int startedBy(ClassLoader loader) {
        return (int) all().filter(thread -> thread.getContextClassLoader() == loader && !made.contains(thread))
                .count();
    }

    void interrupt(ClassLoader loader) {
        all().filter(thread -> made.contains(thread) || thread.getContextClassLoader() == loader)
                .forEach(Thread::interrupt);
    }

    private static Stream<Thread> all() {
        ThreadGroup root = Objects.requireNonNull(Thread.currentThread().getThreadGroup());
        while (root.getParent() != null) {
            root = root.getParent();
        }
        Thread[] all = new Thread[root.activeCount() * 2 + 16]; // an estimate: what does not fit is left out
        return Arrays.stream(all, 0, root.enumerate(all, true));
    }
}
