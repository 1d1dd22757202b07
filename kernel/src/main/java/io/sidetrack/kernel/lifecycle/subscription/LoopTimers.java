package io.sidetrack.kernel.lifecycle.subscription;

import io.sidetrack.kernel.dispatch.Clock;
import io.sidetrack.kernel.dispatch.Timers;
import io.vertx.core.Context;
import java.util.concurrent.TimeUnit;

/** The shard's time: the JVM's clocks, and the timers of its own context. */
final class LoopTimers implements Timers, Clock {
    private final Context context;

    LoopTimers(Context context) {
        this.context = context;
    }

    @Override
    public void after(long delayNanos, Runnable task) {
        if (delayNanos <= 0) {
            context.runOnContext(now -> task.run());
        } else {
            context.owner()
                    .setTimer(Math.max(1, TimeUnit.NANOSECONDS.toMillis(delayNanos + 999_999)), id -> task.run());
        }
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public long wallMillis() {
        return System.currentTimeMillis();
    }
}
