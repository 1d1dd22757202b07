package io.sidetrack.kernel.embedded;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/**
 * Where the answer to a call belongs: the Vert.x context that the call came from, or any thread where there was none. Tasks of
 * one caller run in the order in which they were given.
 */
public final class CallerContext {
    private static final CallerContext NONE = new CallerContext(null);
    private final @Nullable Context context;

    private CallerContext(@Nullable Context context) {
        this.context = context;
    }

    /** The context of the calling thread. */
    public static CallerContext current() {
        Context context = Vertx.currentContext();
        return context == null ? NONE : new CallerContext(context);
    }

    /** Runs {@code task} on the caller's context later, or at once where the caller had none. */
    public void run(Runnable task) {
        if (context == null) {
            task.run();
        } else {
            context.runOnContext(ignored -> task.run());
        }
    }

    /** The same answer, completed on the caller's context. */
    public <T> Future<T> bring(Future<T> future) {
        if (context == null) {
            return future;
        }
        Promise<T> promise = Promise.promise();
        future.onComplete(answer -> run(() -> promise.handle(answer)));
        return promise.future();
    }
}
