package io.sidetrack.kernel.plugin.isolation;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The pool for blocking calls of one plugin: at most {@value #SIZE} platform threads of its own, on every Java.
 *
 * <p>No virtual threads, where Java has them: those of all plugins share a few carriers, as many as there are processors. Two calls
 * that compute for ever, or block in native code, would hold two of them, and with that all of a small machine: no blocking
 * processor of any other plugin would run again. Threads of its own leave a plugin at worst without its own.
 *
 * <p><b>Life.</b> Threads are made when calls come and end when none came for half a minute; {@link #interrupt} ends it. <b>Threading.</b>
 * Thread-safe.
 */
public final class BlockingPool implements CallPool {
    public static final int SIZE = 64;

    private final ThreadPoolExecutor threads;
    private final AtomicInteger late = new AtomicInteger();
    private final RunningCalls.Account account;

    public BlockingPool(ThreadFactory factory, RunningCalls.Account account) {
        this.account = account;
        threads = new ThreadPoolExecutor(SIZE, SIZE, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
        threads.allowCoreThreadTimeOut(true);
    }

    @Override
    public void execute(Runnable call) {
        threads.execute(call);
    }

    @Override
    public int begins(int event) {
        return account.begins(event);
    }

    @Override
    public void ends(int call) {
        account.ends(call);
    }

    @Override
    public void outOfTime() {
        late.incrementAndGet();
    }

    @Override
    public void endedLate() {
        late.decrementAndGet();
    }

    /** How many calls are out of time and have not ended. */
    int late() {
        return late.get();
    }

    /** Drops what waits and interrupts what runs; takes no more. */
    public void interrupt() {
        threads.shutdownNow();
    }

    /** Waits for the end of what was interrupted; false where something has not ended by the deadline. Blocks. */
    public boolean awaitEnd(Duration deadline) throws InterruptedException {
        return threads.awaitTermination(deadline.toMillis(), TimeUnit.MILLISECONDS);
    }
}
