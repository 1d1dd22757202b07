package io.sidetrack.kernel.lifecycle;

import io.sidetrack.kernel.store.Keeping;
import io.sidetrack.kernel.store.Store;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Relieves the store, soon after the start and then now and again, of what is finished and past its keeping.
 *
 * <p><b>Life.</b> Deployed once the store is open; undeployed before it is closed.
 *
 * <p><b>Failure.</b> What could not be removed now goes with the next round; storage failures are the supervisor's.
 */
public final class StorePruning extends VerticleBase {
    public static final Duration INTERVAL = Duration.ofMinutes(10);
    private static final Logger LOG = LoggerFactory.getLogger(StorePruning.class);

    private final Store store;
    private final Keeping keeping;
    private final Duration interval;
    private boolean stopped;

    public StorePruning(Store store, Keeping keeping, Duration interval) {
        this.store = store;
        this.keeping = keeping;
        this.interval = interval;
    }

    @Override
    public Future<?> start() {
        prune();
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        stopped = true;
        return Future.succeededFuture();
    }

    /** One round at a time: the next one is set when this one has ended. */
    private void prune() {
        store.prune(keeping)
                .onComplete((removed, failure) -> context.runOnContext(ignored -> {
                    if (failure != null) {
                        LOG.debug("nothing is pruned now", failure);
                    } else if (removed > 0) {
                        LOG.info("pruned {} rows of what was finished", removed);
                    }
                    if (!stopped) {
                        vertx.setTimer(Math.max(1, interval.toMillis()), timer -> prune());
                    }
                }));
    }
}
