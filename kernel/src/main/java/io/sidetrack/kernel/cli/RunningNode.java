package io.sidetrack.kernel.cli;

import io.sidetrack.kernel.Node;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A node in this process, from its start to the signal that ends it. */
final class RunningNode {
    private static final Duration START = Duration.ofSeconds(30);
    private static final Duration DRAIN = Duration.ofSeconds(10);
    private static final Duration CLOSE = Duration.ofSeconds(20);

    private final Node node;
    private final Future<Void> started;
    private final CountDownLatch ended = new CountDownLatch(1);

    private RunningNode(Node node) {
        this.node = node;
        this.started = node.start();
    }

    /** Starts it, and stops it at SIGTERM or Ctrl-C: then the process ends with 0, because it was asked to. */
    static RunningNode start(Node node) throws Exception {
        RunningNode running = new RunningNode(node);
        Runtime.getRuntime().addShutdownHook(new Thread(running::stopAndHalt, "sidetrack-stop"));
        running.awaitStart();
        return running;
    }

    Node node() {
        return node;
    }

    /** Waits until the node was stopped. */
    void awaitEnd() throws InterruptedException {
        ended.await();
    }

    /** Stops it now, without a signal. */
    void stop() throws InterruptedException {
        try {
            await(node.stop(DRAIN), DRAIN.plus(CLOSE));
        } catch (ExecutionException | TimeoutException e) {
            System.err.println("sidetrack: the node did not stop cleanly: " + e);
        } finally {
            ended.countDown();
        }
    }

    private void awaitStart() throws Exception {
        try {
            started.toCompletionStage().toCompletableFuture().get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception failure ? failure : e;
        }
    }

    /** A signal makes the JVM end with 128 + its number; being asked to stop is no failure. */
    private void stopAndHalt() {
        if (ended.getCount() == 0) {
            return; // it has been stopped: the exit code is that of the command
        }
        try {
            await(started, START); // what starts just now is stopped afterwards: nothing runs beside its own undoing
            stop();
        } catch (ExecutionException e) {
            return; // it never ran: the exit code says why
        } catch (TimeoutException e) {
            System.err.println("sidetrack: the node neither started nor failed; it ends as it is");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(0);
    }

    private static void await(Future<?> future, Duration deadline)
            throws InterruptedException, ExecutionException, TimeoutException {
        future.toCompletionStage().toCompletableFuture().get(deadline.toMillis(), TimeUnit.MILLISECONDS);
    }
}
