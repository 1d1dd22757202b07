package io.sidetrack.broker.kafka;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Whether any broker answers. Kafka's clients never give up by themselves, and a half-open connection looks like a quiet one, so
 * the brokers are asked now and then. On one context.
 */
final class Reachability {
    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final Duration SHORTEST = Duration.ofMillis(100);

    private final Vertx vertx;
    private final Cluster cluster;
    private final Duration patience;
    private final Duration interval;
    private final Consumer<Throwable> lost;
    private long answered;
    private long timer = -1;
    private boolean stopped;

    Reachability(Vertx vertx, Cluster cluster, Duration patience, Consumer<Throwable> lost) {
        Duration quarter = patience.dividedBy(4);
        this.vertx = vertx;
        this.cluster = cluster;
        this.patience = patience;
        this.interval = quarter.compareTo(LONGEST) > 0 ? LONGEST : quarter.compareTo(SHORTEST) < 0 ? SHORTEST : quarter;
        this.lost = lost;
    }

    void start() {
        answered = System.nanoTime();
        later();
    }

    void stop() {
        stopped = true;
        vertx.cancelTimer(timer);
    }

    private void later() {
        timer = vertx.setTimer(interval.toMillis(), id -> ask());
    }

    private void ask() {
        cluster.reachable(interval).onComplete(answer -> {
            if (stopped) {
                return;
            }
            if (answer.succeeded()) {
                answered = System.nanoTime();
            } else if (System.nanoTime() - answered >= patience.toNanos()) {
                lost.accept(new IllegalStateException(
                        "no broker has answered for " + patience + ": "
                                + answer.cause().getMessage(),
                        answer.cause()));
                return;
            }
            later();
        });
    }
}
