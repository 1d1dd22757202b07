package io.sidetrack.kernel.lifecycle.plugin;

import io.sidetrack.api.adapter.BrokerAdapter;
import io.sidetrack.api.adapter.BrokerConnection;
import io.sidetrack.api.adapter.Source;
import io.vertx.core.Future;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

/** How the sources of an adapter are closed, in order. Thread-safe. */
final class SourceClosings {
    private final List<String> seen = new CopyOnWriteArrayList<>();

    List<String> seen() {
        return List.copyOf(seen);
    }

    /** The same adapter, watched. */
    BrokerAdapter of(BrokerAdapter adapter) {
        return watched(BrokerAdapter.class, adapter);
    }

    private <T> T watched(Class<T> type, T watched) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    if (watched instanceof Source && method.getName().startsWith("close")) {
                        seen.add(method.getName());
                    }
                    try {
                        Object answer = method.invoke(watched, arguments);
                        return switch (method.getName()) {
                            case "connect" ->
                                ((Future<?>) answer)
                                        .map(opened -> watched(BrokerConnection.class, (BrokerConnection) opened));
                            case "openSource" ->
                                ((Future<?>) answer).map(opened -> watched(Source.class, (Source) opened));
                            default -> answer;
                        };
                    } catch (InvocationTargetException e) {
                        throw Objects.requireNonNull(e.getCause());
                    }
                }));
    }
}
