package io.sidetrack.broker.rabbitmq;

import io.sidetrack.api.adapter.Assignment;
import io.sidetrack.api.adapter.Delivery;
import io.sidetrack.api.adapter.Receiver;
import io.sidetrack.api.adapter.Source;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** What a source has told. */
final class Received implements Receiver {
    private final List<Delivery> deliveries = new ArrayList<>();
    private final List<Assignment> assigned = new ArrayList<>();
    private final List<Assignment> lost = new ArrayList<>();
    private Throwable failure;
    volatile Source source;

    @Override
    public synchronized void received(List<Delivery> batch) {
        deliveries.addAll(batch);
        notifyAll();
    }

    @Override
    public synchronized Future<Void> assigned(List<Assignment> assignments) {
        assigned.addAll(assignments);
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> revoked(List<Assignment> assignments) {
        return Future.succeededFuture();
    }

    @Override
    public synchronized void lost(List<Assignment> assignments) {
        lost.addAll(assignments);
    }

    @Override
    public synchronized void failed(Throwable cause) {
        failure = cause;
        notifyAll();
    }

    /** Asks for that many, and waits for as many in all. */
    List<Delivery> take(int count) {
        source.request(count);
        return await(count);
    }

    synchronized List<Delivery> await(int count) {
        await(() -> deliveries.size() >= count, count + " deliveries");
        return List.copyOf(deliveries);
    }

    List<String> ids(int count) {
        return await(count).stream().map(delivery -> delivery.event().getId()).toList();
    }

    synchronized Throwable awaitFailure() {
        await(() -> failure != null, "a failure");
        return failure;
    }

    synchronized List<Assignment> assigned() {
        return List.copyOf(assigned);
    }

    synchronized List<Assignment> lost() {
        return List.copyOf(lost);
    }

    void settle(Delivery delivery) {
        source.settle(delivery.assignment(), delivery.position());
    }

    private synchronized void await(BooleanSupplier condition, String what) {
        long deadline = System.nanoTime() + Session.PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                throw new AssertionError("expected " + what + ", found " + deliveries.size() + " deliveries "
                        + deliveries + " and failure " + failure);
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while waiting for " + what, e);
            }
        }
    }
}
