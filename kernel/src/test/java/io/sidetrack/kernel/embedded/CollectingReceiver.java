package io.sidetrack.kernel.embedded;

import io.sidetrack.api.adapter.Assignment;
import io.sidetrack.api.adapter.Delivery;
import io.sidetrack.api.adapter.Receiver;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** Keeps what a source delivers, and lets a test wait for it. Thread-safe. */
public final class CollectingReceiver implements Receiver {
    private static final long PATIENCE_SECONDS = 20;

    private final List<Delivery> deliveries = new ArrayList<>();
    private final List<Integer> batches = new ArrayList<>();
    private final List<Assignment> assignments = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();
    private final List<Context> contexts = new ArrayList<>();
    private volatile Runnable onBatch = () -> {};
    private volatile Future<Void> assignedAnswer = Future.succeededFuture();

    /** What to do, on the source's context, after each batch. */
    public void onBatch(Runnable action) {
        onBatch = action;
    }

    public void answerAssignedWith(Future<Void> answer) {
        assignedAnswer = answer;
    }

    @Override
    public void received(List<Delivery> batch) {
        synchronized (this) {
            deliveries.addAll(batch);
            batches.add(batch.size());
            note();
        }
        onBatch.run();
    }

    @Override
    public Future<Void> assigned(List<Assignment> given) {
        synchronized (this) {
            assignments.addAll(given);
            note();
        }
        return assignedAnswer;
    }

    @Override
    public Future<Void> revoked(List<Assignment> taken) {
        return Future.succeededFuture();
    }

    @Override
    public void lost(List<Assignment> taken) {}

    @Override
    public synchronized void failed(Throwable cause) {
        failures.add(cause);
        note();
    }

    private void note() {
        contexts.add(Vertx.currentContext());
        notifyAll();
    }

    public synchronized List<Long> positions() {
        return deliveries.stream().map(Delivery::position).toList();
    }

    public synchronized List<String> ids() {
        return deliveries.stream()
                .map(delivery -> Objects.requireNonNull(delivery.event()).getId())
                .toList();
    }

    public synchronized int count() {
        return deliveries.size();
    }

    public synchronized List<Delivery> deliveries() {
        return List.copyOf(deliveries);
    }

    public synchronized List<Integer> batches() {
        return List.copyOf(batches);
    }

    public synchronized List<Assignment> assignments() {
        return List.copyOf(assignments);
    }

    public synchronized List<Throwable> failures() {
        return List.copyOf(failures);
    }

    /** The contexts of all calls, each once. */
    public synchronized List<Context> contexts() {
        return contexts.stream().distinct().toList();
    }

    public void awaitCount(int count) {
        await(() -> deliveries.size() >= count);
    }

    public void awaitAssigned(int count) {
        await(() -> assignments.size() >= count);
    }

    public void awaitFailure() {
        await(() -> !failures.isEmpty());
    }

    private synchronized void await(BooleanSupplier done) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        try {
            while (!done.getAsBoolean()) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    throw new AssertionError(
                            "waited in vain: " + deliveries.size() + " deliveries, failures " + failures);
                }
                wait(left);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The result of a future, or its failure thrown. */
    public static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | TimeoutException e) {
            throw new IllegalStateException(e);
        } catch (java.util.concurrent.ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        }
    }
}
