package io.sidetrack.kernel.lifecycle;

import io.sidetrack.kernel.store.Store;
import io.sidetrack.kernel.store.StoreFailedException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fail-stop and recovery of storage (invariant I8): after the first storage failure readiness says no and intake stands still;
 * the store is reopened with capped back-off; then every subscription starts again from the store, never from memory.
 *
 * <p><b>Threading.</b> Everything is decided on the verticle's context.
 */
public final class StorageSupervisor extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(StorageSupervisor.class);
    private static final String PART = "storage";
    private static final Duration HALT_DEADLINE = Duration.ofSeconds(10);
    private static final long FIRST_BACKOFF_MILLIS = 100;
    private static final long MAX_BACKOFF_MILLIS = 5_000;

    private final Store store;
    private final NodeState state;
    private final Intake intake;
    private final Listener listener;
    private boolean recovering;
    private boolean failedAgain;
    private boolean stopped;

    public StorageSupervisor(Store store, NodeState state, Intake intake, Listener listener) {
        this.store = store;
        this.state = state;
        this.intake = intake;
        this.listener = listener;
    }

    @Override
    public Future<?> start() {
        store.onFailure(failure -> context.runOnContext(ignored -> failed(failure)));
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        stopped = true;
        return Future.succeededFuture();
    }

    private void failed(StoreFailedException failure) {
        if (stopped) {
            return;
        }
        hold(failure);
        if (recovering) {
            failedAgain = true;
            return;
        }
        recovering = true;
        LOG.error("storage failed, intake stops until it is back: {}", reason(failure));
        listener.storageFailed(reason(failure));
        recover(FIRST_BACKOFF_MILLIS);
    }

    private void recover(long backoff) {
        failedAgain = false;
        here(intake.halt().timeout(HALT_DEADLINE.toMillis(), TimeUnit.MILLISECONDS))
                .recover(late -> {
                    LOG.warn("intake did not halt cleanly: {}", late.toString());
                    return Future.succeededFuture();
                })
                .compose(halted -> here(store.reopen()))
                .compose(reopened -> here(intake.startAll()))
                .onSuccess(started -> recovered(backoff))
                .onFailure(failure -> retry(failure, backoff));
    }

    private void recovered(long backoff) {
        if (failedAgain) {
            again(backoff);
            return;
        }
        recovering = false;
        LOG.info("storage is back, intake runs again");
        listener.storageRecovered();
        state.release(PART);
    }

    private void retry(Throwable failure, long backoff) {
        hold(failure);
        again(backoff);
    }

    private void again(long backoff) {
        if (!stopped) {
            vertx.setTimer(backoff, timer -> recover(Math.min(backoff * 2, MAX_BACKOFF_MILLIS)));
        }
    }

    private void hold(Throwable failure) {
        state.hold(PART, "storage failed (" + reason(failure) + "); the node goes on by itself once it can be written");
    }

    private static String reason(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.toString() : root.getMessage();
    }

    /** The same future, completed on this verticle's context. */
    private <T> Future<T> here(Future<T> future) {
        Promise<T> hopped = Promise.promise();
        future.onComplete((result, failure) -> context.runOnContext(ignored -> {
            if (failure == null) {
                hopped.complete(result);
            } else {
                hopped.fail(failure);
            }
        }));
        return hopped.future();
    }

    /** Told on the supervisor's context. */
    public interface Listener {

        /** Storage failed; not told again until it has recovered. */
        void storageFailed(String reason);

        void storageRecovered();
    }
}
