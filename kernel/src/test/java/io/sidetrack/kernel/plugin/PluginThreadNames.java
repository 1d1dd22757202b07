package io.sidetrack.kernel.plugin;

import java.util.List;
import java.util.concurrent.TimeUnit;

/** The threads of a plugin, by their names. */
final class PluginThreadNames {
    private static final long PATIENCE_MILLIS = TimeUnit.SECONDS.toMillis(10);

    private PluginThreadNames() {}

    static List<String> running(String plugin) {
        return threads(plugin).stream().map(Thread::getName).toList();
    }

    /** Those that stay: a thread that has been told to end is given the time to do so. */
    static List<String> left(String plugin) throws InterruptedException {
        for (Thread thread : threads(plugin)) {
            thread.join(PATIENCE_MILLIS);
        }
        return running(plugin);
    }

    private static List<Thread> threads(String plugin) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .filter(thread -> thread.getName().startsWith(plugin + "-"))
                .toList();
    }
}
