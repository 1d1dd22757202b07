package io.sidetrack.kernel.lifecycle.subscription;

import io.sidetrack.api.adapter.Source;
import io.vertx.core.Future;
import java.time.Duration;

/** The lag of a source as its broker told it last: asked again after a few seconds, one question at a time. On one context. */
final class RecentLag {
    private static final long FRESH_NANOS = Duration.ofSeconds(3).toNanos();

    private Future<Long> answer = Future.succeededFuture(-1L);
    private long askedNanos;
    private boolean asked;

    Future<Long> of(Source source) {
        long now = System.nanoTime();
        if (!asked || answer.isComplete() && now - askedNanos > FRESH_NANOS) {
            asked = true;
            askedNanos = now;
            answer = source.lag();
        }
        return answer;
    }
}
