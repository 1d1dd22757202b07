package io.sidetrack.bench.running;

import io.sidetrack.kernel.store.Command;
import io.sidetrack.kernel.store.Outcome;
import io.sidetrack.kernel.store.Receipt;
import io.sidetrack.kernel.store.ShardStore;
import io.sidetrack.kernel.store.Store;
import io.vertx.core.Future;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;

/** Counts, per kind of command, what a store has made durable, and lets one wait for it. Thread-safe. */
final class Committed {
    private static final long PATIENCE_SECONDS = 600;

    private final Map<Class<?>, Long> counts = new HashMap<>();
    private final PriorityQueue<Long> above = new PriorityQueue<>();
    private long watermark;

    /** The same store, counted. */
    Store of(Store store) {
        ShardStore counted = proxy(ShardStore.class, (self, method, arguments) -> {
            Object answer = call(store.shards(), method, arguments);
            if (method.getName().equals("commit") && answer instanceof Future<?> future && arguments != null) {
                List<?> commands = (List<?>) arguments[1];
                future.onSuccess(outcomes -> add(commands, (List<?>) outcomes));
            }
            return answer;
        });
        return proxy(
                Store.class,
                (self, method, arguments) ->
                        method.getName().equals("shards") ? counted : call(store, method, arguments));
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private synchronized void add(List<?> commands, List<?> outcomes) {
        for (int i = 0; i < commands.size(); i++) {
            if (outcomes.get(i) instanceof Outcome.Applied) {
                counts.merge(commands.get(i).getClass(), 1L, Long::sum);
                if (commands.get(i) instanceof Command.Done done && done.receipt() instanceof Receipt.Position at) {
                    done(at.position());
                }
            }
        }
        notifyAll();
    }

    private void done(long position) {
        above.add(position);
        while (!above.isEmpty() && above.peek() <= watermark + 1) {
            watermark = Math.max(watermark, above.remove());
        }
    }

    /** Waits until everything up to a position of the channel is durably done. */
    synchronized void awaitDoneUpTo(long position) throws InterruptedException {
        long deadline = deadline();
        while (watermark < position) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("done up to " + watermark + " in time, not up to " + position);
            }
            wait(1_000);
        }
    }

    private static long deadline() {
        return System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    }

    @SafeVarargs
    final synchronized long count(Class<? extends Command>... kinds) {
        long sum = 0;
        for (Class<? extends Command> kind : kinds) {
            sum += counts.getOrDefault(kind, 0L);
        }
        return sum;
    }

    /** Waits until so many are durable. */
    @SafeVarargs
    final synchronized void await(long atLeast, Class<? extends Command>... kinds) throws InterruptedException {
        long deadline = deadline();
        while (count(kinds) < atLeast) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(count(kinds) + " of " + atLeast + " were durable in time");
            }
            wait(1_000);
        }
    }
}
