package io.sidetrack.kernel.lifecycle.subscription;

import io.sidetrack.api.processor.BlockingProcessor;
import io.sidetrack.api.processor.Processor;
import io.sidetrack.api.processor.Result;
import io.sidetrack.kernel.dispatch.Attempt;
import io.sidetrack.kernel.dispatch.Invoker;
import io.sidetrack.kernel.plugin.Components.ProcessorComponent;
import io.sidetrack.kernel.plugin.isolation.CallPool;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Calls a plugin's processor: a non-blocking one right here on the shard's loop, a blocking one on the plugin's pool. Whatever it
 * throws ends the attempt and nothing else.
 */
final class ComponentInvoker implements Invoker {

    /** A call that is on the loop now, as the watchdog sees it. */
    record OnLoop(Attempt attempt, long sinceNanos, Thread thread) {}

    private final @Nullable Processor processor;
    private final @Nullable BlockingProcessor blocking;
    private final CallPool pool;
    private final ClassLoader loader;
    private final Context context;
    private final ConcurrentHashMap<Attempt, OnPool> onPool = new ConcurrentHashMap<>();
    private volatile @Nullable OnLoop onLoop;

    ComponentInvoker(ProcessorComponent component, Context context) {
        this.processor = component.processor();
        this.blocking = component.blocking();
        this.pool = component.pool();
        this.loader = component.loader();
        this.context = context;
    }

    /** The non-blocking call that has not returned yet, or {@code null}. Any thread. */
    @Nullable
    OnLoop onLoop() {
        return onLoop;
    }

    @Override
    public void invoke(Attempt attempt) {
        if (processor != null) {
            call(processor, attempt);
        } else {
            callOnPool(Objects.requireNonNull(blocking), attempt);
        }
    }

    /** A call that still waits for a thread is taken back: it ends now, and never ran. */
    @Override
    public void interrupt(Attempt attempt) {
        OnPool call = onPool.get(attempt);
        if (call != null) {
            call.interrupt();
        }
    }

    /** Nobody waits for its calls any more. Any thread. */
    void abandon() {
        onPool.values().forEach(OnPool::outOfTime);
    }

    private void call(Processor called, Attempt attempt) {
        Future<Result> returned = null;
        Throwable thrown = null;
        onLoop = new OnLoop(attempt, System.nanoTime(), Thread.currentThread());
        int running = -1;
        try {
            running = pool.begins(name(attempt));
            returned = called.process(attempt);
        } catch (Throwable e) { // a plugin may throw anything, and it costs itself only this attempt
            thrown = e;
        } finally {
            pool.ends(running);
            onLoop = null;
        }
        if (thrown != null) {
            attempt.fail(thrown);
        } else if (returned == null) {
            attempt.succeed(null);
        } else if (returned.isComplete()) {
            end(attempt, returned);
        } else {
            Future<Result> later = returned;
            later.onComplete(done -> onShard(() -> end(attempt, later)));
        }
    }

    /** The same for the event after a restart. */
    private static int name(Attempt attempt) {
        return 31 * attempt.subscription().hashCode() + attempt.event().getId().hashCode();
    }

    private void callOnPool(BlockingProcessor called, Attempt attempt) {
        OnPool call = new OnPool(called, attempt);
        onPool.put(attempt, call);
        try {
            pool.execute(call);
        } catch (RejectedExecutionException e) {
            onPool.remove(attempt);
            attempt.fail(e);
        }
    }

    /** A call of a blocking processor: it waits for a thread of the pool, runs, and ends; or is taken back while it waits. */
    private final class OnPool implements Runnable {
        private final BlockingProcessor called;
        private final Attempt attempt;
        private @Nullable Thread thread;
        private boolean over;
        private boolean late;

        OnPool(BlockingProcessor called, Attempt attempt) {
            this.called = called;
            this.attempt = attempt;
        }

        @Override
        public void run() {
            if (!begins()) {
                return;
            }
            int running = -1;
            Thread current = Thread.currentThread();
            ClassLoader before = current.getContextClassLoader();
            current.setContextClassLoader(loader);
            try {
                running = pool.begins(name(attempt));
                Result result = called.process(attempt);
                context.runOnContext(now -> attempt.succeed(result));
            } catch (Throwable e) { // as above
                context.runOnContext(now -> attempt.fail(e));
            } finally {
                pool.ends(running);
                ends();
                current.setContextClassLoader(before);
                Thread.interrupted(); // an interrupt that came late must not reach the next call
            }
        }

        synchronized void outOfTime() {
            if (thread != null && !late) {
                late = true;
                pool.outOfTime();
            }
        }

        synchronized void interrupt() {
            if (thread != null) {
                outOfTime();
                thread.interrupt();
            } else if (!over) {
                over = true;
                onPool.remove(attempt);
                context.runOnContext(now ->
                        attempt.fail(new TimeoutException("no thread of the plugin was free for this blocking call")));
            }
        }

        private synchronized boolean begins() {
            if (over) {
                return false;
            }
            thread = Thread.currentThread();
            return true;
        }

        private synchronized void ends() {
            over = true;
            thread = null;
            if (late) {
                pool.endedLate();
            }
            onPool.remove(attempt);
        }
    }

    private static void end(Attempt attempt, Future<Result> done) {
        if (done.succeeded()) {
            attempt.succeed(done.result());
        } else {
            attempt.fail(done.cause());
        }
    }

    private void onShard(Runnable task) {
        if (Vertx.currentContext() == context) {
            task.run();
        } else {
            context.runOnContext(now -> task.run());
        }
    }
}
