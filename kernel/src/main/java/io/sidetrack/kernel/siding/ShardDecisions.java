package io.sidetrack.kernel.siding;

import io.sidetrack.kernel.store.Outcome;
import io.sidetrack.kernel.store.Verdict;
import io.vertx.core.Future;

/** The way to the shard of a subscription, which alone decides. Thread-safe. */
public interface ShardDecisions {

    /**
     * Submits a decision; the outcome is the store's, durable. Fails with {@link ResolutionException} where no shard of that
     * subscription runs now; where the shard stops before the outcome is known, it fails as indeterminate.
     */
    Future<Outcome> decide(
            String subscription,
            String erroredId,
            String lane,
            long expectedVersion,
            Verdict verdict,
            String by,
            String note);
}
