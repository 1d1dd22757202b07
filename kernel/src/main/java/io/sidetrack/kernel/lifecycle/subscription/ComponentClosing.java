package io.sidetrack.kernel.lifecycle.subscription;

import io.sidetrack.api.processor.BlockingProcessor;
import io.sidetrack.api.processor.Processor;
import io.sidetrack.kernel.plugin.Components.ProcessorComponent;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes the components of a shard that is gone, each where it was called, with a deadline. What fails is logged. */
final class ComponentClosing {
    private static final Logger LOG = LoggerFactory.getLogger(ComponentClosing.class);
    private static final long DEADLINE_MILLIS = 2_000;

    private ComponentClosing() {}

    static Future<Void> close(ShardPlan plan) {
        Future<Void> closed = closed(plan.processor());
        for (ComponentHandlers.Use use : plan.handlers()) {
            closed = closed.eventually(() -> {
                Promise<Void> done = Promise.promise();
                use.component().vertx().runOnContext(now -> {
                    try {
                        use.component().handler().close().onComplete(done);
                    } catch (Throwable e) { // a plugin may throw anything
                        done.tryFail(e);
                    }
                });
                return bounded(use.component().reference(), done.future());
            });
        }
        return closed;
    }

    private static Future<Void> closed(ProcessorComponent component) {
        Promise<Void> done = Promise.promise();
        Processor processor = component.processor();
        BlockingProcessor blocking = component.blocking();
        if (processor != null) {
            component.vertx().runOnContext(now -> {
                try {
                    processor.close().onComplete(done);
                } catch (Throwable e) { // a plugin may throw anything
                    done.tryFail(e);
                }
            });
        } else if (blocking != null) {
            try {
                component.pool().execute(() -> {
                    try {
                        blocking.close();
                        done.tryComplete();
                    } catch (Throwable e) { // a plugin may throw anything
                        done.tryFail(e);
                    }
                });
            } catch (RejectedExecutionException e) {
                done.tryFail(e);
            }
        }
        return bounded(component.plugin(), done.future());
    }

    private static Future<Void> bounded(String what, Future<Void> closing) {
        return closing.timeout(DEADLINE_MILLIS, TimeUnit.MILLISECONDS)
                .onFailure(failure -> LOG.warn("a component of {} did not close cleanly: {}", what, failure.toString()))
                .otherwiseEmpty();
    }
}
