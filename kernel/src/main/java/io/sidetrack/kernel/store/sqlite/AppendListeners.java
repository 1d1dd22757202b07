package io.sidetrack.kernel.store.sqlite;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Who wants to know when a channel has grown. Thread-safe; listeners outlive a reopening. */
final class AppendListeners {
    private final Map<String, List<Registered>> byChannel = new ConcurrentHashMap<>();

    /** Answers how to end it. */
    Runnable add(String channel, Consumer<Long> listener) {
        List<Registered> listeners = byChannel.computeIfAbsent(channel, name -> new CopyOnWriteArrayList<>());
        Registered registered = new Registered(listener);
        listeners.add(registered);
        return () -> listeners.remove(registered);
    }

    void appended(String channel, long last) {
        List<Registered> listeners = byChannel.get(channel);
        if (listeners != null) {
            listeners.forEach(each -> FailStop.guarded(() -> each.listener.accept(last)));
        }
    }

    /** Compared by itself, so that the same listener may be added twice and each be ended. */
    private static final class Registered {
        private final Consumer<Long> listener;

        Registered(Consumer<Long> listener) {
            this.listener = listener;
        }
    }
}
