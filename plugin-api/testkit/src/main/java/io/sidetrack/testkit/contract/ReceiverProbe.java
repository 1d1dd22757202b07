package io.sidetrack.testkit.contract;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.adapter.Assignment;
import io.sidetrack.api.adapter.Delivery;
import io.sidetrack.api.adapter.Receiver;
import io.sidetrack.api.adapter.Source;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A receiver that remembers what it was told and holds every call against the rules of {@link Receiver}. Thread-safe. */
public final class ReceiverProbe implements Receiver {
    private final Duration patience;
    private final List<Delivery> deliveries = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private final Map<Assignment, Boolean> readiness = new HashMap<>();
    private final Map<Assignment, Long> positions = new HashMap<>();
    private final List<Assignment> everAssigned = new ArrayList<>();
    private final List<Assignment> revoking = new ArrayList<>();
    private Promise<Void> readyToTakeOver = completed();
    private Promise<Void> readyToHandOver = completed();
    private @Nullable Source source;
    private @Nullable Throwable failure;
    private int demand;
    private boolean inside;
    private boolean closed;

    ReceiverProbe(Duration patience) {
        this.patience = patience;
    }

    /** Holds the takeover of partitions until {@link #releaseAssigned}. */
    ReceiverProbe holdingAssigned() {
        readyToTakeOver = Promise.promise();
        return this;
    }

    /** Holds the hand-over of partitions until {@link #releaseRevoked}. */
    ReceiverProbe holdingRevoked() {
        readyToHandOver = Promise.promise();
        return this;
    }

    void releaseAssigned() {
        readyToTakeOver.complete();
    }

    void releaseRevoked() {
        readyToHandOver.complete();
    }

    synchronized void opened(Source opened) {
        source = opened;
    }

    synchronized void closed() {
        closed = true;
    }

    public void request(int count) {
        source().request(checked(count));
    }

    private synchronized int checked(int count) {
        demand += count;
        return count;
    }

    public synchronized Source source() {
        if (source == null) {
            throw new AssertionError("expected an open source, found none");
        }
        return source;
    }

    @Override
    public synchronized void received(List<Delivery> batch) {
        expect(!inside, () -> "received while another call was under way");
        expect(!batch.isEmpty(), () -> "received an empty batch");
        expect(source != null, () -> "received before the source was open");
        expect(!closed, () -> "received after the source was closed");
        demand -= batch.size();
        expect(demand >= 0, () -> "received " + -demand + " more than was requested");
        batch.forEach(this::check);
        deliveries.addAll(batch);
        notifyAll();
    }

    private void check(Delivery delivery) {
        Assignment under = delivery.assignment();
        expect(readiness.containsKey(under), () -> "received under " + under + ", which is not ours");
        expect(
                readiness.getOrDefault(under, true),
                () -> "received under " + under + " before the receiver was ready for it");
        Long last = positions.put(under, delivery.position());
        expect(
                last == null || last < delivery.position(),
                () -> "position " + delivery.position() + " came after " + last + " under " + under);
    }

    @Override
    public Future<Void> assigned(List<Assignment> assignments) {
        enter("assigned");
        Promise<Void> ready;
        synchronized (this) {
            ready = readyToTakeOver;
            for (Assignment assignment : assignments) {
                expect(!everAssigned.contains(assignment), () -> assignment + " was assigned before");
                everAssigned.add(assignment);
                readiness.put(assignment, ready.future().isComplete());
            }
            notifyAll();
        }
        leave();
        return ready.future().map(taken -> {
            synchronized (this) {
                assignments.forEach(assignment -> readiness.replace(assignment, true));
            }
            return taken;
        });
    }

    @Override
    public Future<Void> revoked(List<Assignment> assignments) {
        enter("revoked");
        Promise<Void> ready;
        synchronized (this) {
            ready = readyToHandOver;
            revoking.addAll(assignments);
            notifyAll();
        }
        leave();
        return ready.future().map(done -> {
            forget(assignments);
            return done;
        });
    }

    @Override
    public void lost(List<Assignment> assignments) {
        enter("lost");
        forget(assignments);
        leave();
    }

    @Override
    public synchronized void failed(Throwable cause) {
        failure = cause;
        notifyAll();
    }

    /** All deliveries, as soon as there are so many; fails with those that came where they do not come in time. */
    public synchronized List<Delivery> await(int count) {
        await(() -> deliveries.size() >= count, () -> count + " deliveries");
        return List.copyOf(deliveries);
    }

    /** The events of so many deliveries. */
    public List<CloudEvent> awaitEvents(int count) {
        return await(count).stream().map(ReceiverProbe::event).toList();
    }

    /** The assignments that are ours, as soon as there are so many. */
    public synchronized List<Assignment> awaitAssigned(int count) {
        await(() -> readiness.size() >= count, () -> count + " assignments");
        return List.copyOf(readiness.keySet());
    }

    /** Why the source has failed; {@code null} as soon as something is assigned to it and it has not. */
    synchronized @Nullable Throwable awaitAssignedOrFailed() {
        await(() -> failure != null || !readiness.isEmpty(), () -> "an assignment or a failure");
        return failure;
    }

    /** What is to be handed over, as soon as there is something. */
    public synchronized List<Assignment> awaitRevoking() {
        await(() -> !revoking.isEmpty(), () -> "a hand-over");
        return List.copyOf(revoking);
    }

    public synchronized Throwable awaitFailed() {
        await(() -> failure != null, () -> "a failure of the source");
        return Objects.requireNonNull(failure);
    }

    public synchronized List<Delivery> deliveries() {
        return List.copyOf(deliveries);
    }

    /** The rules that were broken. */
    public synchronized List<String> violations() {
        return List.copyOf(violations);
    }

    static CloudEvent event(Delivery delivery) {
        CloudEvent event = delivery.event();
        if (event == null) {
            throw new AssertionError("expected an event, found undecodable bytes: " + delivery.problem());
        }
        return event;
    }

    private synchronized void forget(List<Assignment> assignments) {
        assignments.forEach(readiness::remove);
        revoking.removeAll(assignments);
        notifyAll();
    }

    private synchronized void enter(String call) {
        expect(!inside, () -> call + " while another call was under way");
        inside = true;
    }

    private synchronized void leave() {
        inside = false;
    }

    private void expect(boolean kept, Supplier<String> violation) {
        if (!kept) {
            violations.add(violation.get());
        }
    }

    private void await(BooleanSupplier condition, Supplier<String> what) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new AssertionError("expected " + what.get() + " within " + patience + ", found "
                        + deliveries.size() + " deliveries " + deliveries + ", assignments " + readiness.keySet()
                        + ", failure " + failure + ", violations " + violations);
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while waiting for " + what.get(), e);
            }
        }
    }

    private static Promise<Void> completed() {
        Promise<Void> promise = Promise.promise();
        promise.complete();
        return promise;
    }
}
