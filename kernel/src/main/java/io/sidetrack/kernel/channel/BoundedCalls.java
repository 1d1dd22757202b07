package io.sidetrack.kernel.channel;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Calls adapters on the event loop of their plugin and answers on the kernel's context, in time in any case: an adapter that
 * throws, answers {@code null}, late or never costs nobody but itself.
 */
final class BoundedCalls {
    private final Vertx vertx;
    private final Context home;

    BoundedCalls(Vertx vertx, Context home) {
        this.vertx = vertx;
        this.home = home;
    }

    /**
     * @param what names the call in the failure of one that is late
     * @param late what to do, on {@code loop}, with a result that came after the deadline
     */
    <T> Future<T> call(Context loop, Duration deadline, String what, Supplier<Future<T>> call, Consumer<T> late) {
        Promise<T> promise = Promise.promise();
        Runnable disarm = arm(
                deadline,
                () -> promise.tryFail(new TimeoutException(what + " took longer than " + deadline.toMillis() + " ms")));
        boolean started = run(
                loop,
                () -> settle(call)
                        .onComplete(answer -> home.runOnContext(again -> {
                            disarm.run();
                            if (answer.failed()) {
                                promise.tryFail(answer.cause());
                            } else if (!promise.tryComplete(answer.result())) {
                                run(loop, () -> late.accept(answer.result()));
                            }
                        })));
        if (!started) {
            disarm.run();
            promise.tryFail(new RejectedExecutionException(what + ": the plugin of the adapter is gone"));
        }
        return promise.future();
    }

    /** Runs {@code task} on the loop; {@code false} where the loop has ended with its plugin. */
    static boolean run(Context loop, Runnable task) {
        try {
            loop.runOnContext(ignored -> task.run());
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    /** Runs {@code task} on the kernel's context when {@code delay} has passed, unless the answer has been run before. */
    Runnable arm(Duration delay, Runnable task) {
        Promise<Void> disarmed = Promise.promise();
        home.runOnContext(ignored -> {
            if (!disarmed.future().isComplete()) {
                long timer = vertx.setTimer(Math.max(1, delay.toMillis()), id -> task.run());
                disarmed.future().onComplete(done -> vertx.cancelTimer(timer));
            }
        });
        return disarmed::tryComplete;
    }

    /** What plugin code answers; whatever it throws is a failed future. */
    static <T> Future<T> settle(Supplier<Future<T>> call) {
        try {
            return Objects.requireNonNull(call.get(), "the adapter answered null; expected a future");
        } catch (Throwable e) { // plugin code: a missing class must not end the kernel's work either
            return Future.failedFuture(e);
        }
    }
}
