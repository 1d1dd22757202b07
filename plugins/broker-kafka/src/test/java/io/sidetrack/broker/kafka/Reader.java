package io.sidetrack.broker.kafka;

import io.sidetrack.api.adapter.Assignment;
import io.sidetrack.api.adapter.BrokerConnection;
import io.sidetrack.api.adapter.Delivery;
import io.sidetrack.api.adapter.Receiver;
import io.sidetrack.api.adapter.Source;
import io.sidetrack.testkit.Settled;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** A receiver of the tests: remembers what it is told, and takes what it is given until it is told to hold back. */
final class Reader implements Receiver {
    private final List<Delivery> deliveries = new ArrayList<>();
    private final List<Assignment> assigned = new ArrayList<>();
    private final List<Assignment> revoked = new ArrayList<>();
    private final List<Assignment> lost = new ArrayList<>();
    private final Set<String> partitions = new TreeSet<>();
    private final Promise<Void> handOver = Promise.promise();
    private boolean holding;
    private Throwable failure;
    private Source source;

    /** Holds hand-overs until {@link #letGo}. */
    synchronized Reader holding() {
        holding = true;
        return this;
    }

    void letGo() {
        handOver.tryComplete();
    }

    Reader on(Session session, BrokerConnection connection, Session.Reading reading) {
        source = session.value(() -> connection.openSource(reading.request(), this));
        return this;
    }

    Source source() {
        return source;
    }

    Reader request(int count) {
        source.request(count);
        return this;
    }

    void settle(Delivery delivery) {
        source.settle(delivery.assignment(), delivery.position());
    }

    void close() {
        Settled.succeeded(source.close(), TestKafka.PATIENCE);
    }

    void closeForNow() {
        Settled.succeeded(source.closeForNow(), TestKafka.PATIENCE);
    }

    synchronized List<Delivery> await(int count) {
        await(() -> deliveries.size() >= count, () -> count + " deliveries");
        return List.copyOf(deliveries);
    }

    synchronized Set<String> awaitPartitions(int count) {
        await(() -> partitions.size() == count, () -> count + " partitions");
        return Set.copyOf(partitions);
    }

    synchronized List<Assignment> awaitRevoked() {
        await(() -> !revoked.isEmpty(), () -> "a hand-over");
        return List.copyOf(revoked);
    }

    synchronized List<Assignment> awaitLost() {
        await(() -> !lost.isEmpty(), () -> "lost partitions");
        return List.copyOf(lost);
    }

    synchronized Throwable awaitFailed() {
        await(() -> failure != null, () -> "a failure");
        return failure;
    }

    synchronized Throwable failure() {
        return failure;
    }

    synchronized List<Assignment> lost() {
        return List.copyOf(lost);
    }

    synchronized List<Delivery> deliveries() {
        return List.copyOf(deliveries);
    }

    synchronized List<Assignment> assigned() {
        return List.copyOf(assigned);
    }

    long lag() {
        return Settled.value(source.lag(), TestKafka.PATIENCE);
    }

    /** Looks until it is so; an {@link AssertionError} where it does not become so in time. */
    static void until(String what, BooleanSupplier so) {
        long deadline = System.nanoTime() + TestKafka.PATIENCE.toNanos();
        while (!so.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("expected " + what + " within " + TestKafka.PATIENCE);
            }
            LockSupport.parkNanos(1_000_000); // what is waited for needs the processor
        }
    }

    @Override
    public synchronized void received(List<Delivery> batch) {
        deliveries.addAll(batch);
        notifyAll();
    }

    @Override
    public synchronized Future<Void> assigned(List<Assignment> assignments) {
        assigned.addAll(assignments);
        assignments.forEach(each -> partitions.add(each.partition()));
        notifyAll();
        return Future.succeededFuture();
    }

    @Override
    public synchronized Future<Void> revoked(List<Assignment> assignments) {
        revoked.addAll(assignments);
        assignments.forEach(each -> partitions.remove(each.partition()));
        notifyAll();
        return holding ? handOver.future() : Future.succeededFuture();
    }

    @Override
    public synchronized void lost(List<Assignment> assignments) {
        lost.addAll(assignments);
        assignments.forEach(each -> partitions.remove(each.partition()));
        notifyAll();
    }

    @Override
    public synchronized void failed(Throwable cause) {
        failure = cause;
        notifyAll();
    }

    private void await(BooleanSupplier condition, Supplier<String> what) {
        long deadline = System.nanoTime() + TestKafka.PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new AssertionError("expected " + what.get() + ", found deliveries " + deliveries + ", partitions "
                        + partitions + ", revoked " + revoked + ", lost " + lost + ", failure " + failure);
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
    }
}
