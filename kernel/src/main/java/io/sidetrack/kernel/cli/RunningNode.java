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
    private static final Duration DRAIN = Duration.ofSeconds(10);
    private static final Duration CLOSE = Duration.ofSeconds(20);

    private final Node node;
    private final CountDownLatch ended = new CountDownLatch(1);

    private RunningNode(Node node) {
        this.node = node;
    }

    /** Starts it, and stops it at SIGTERM or Ctrl-C: then the process ends with 0, because it was asked to. */
    static RunningNode start(Node node) throws Exception {
        RunningNode running = new RunningNode(node);
        await(node.start());
        Runtime.getRuntime().addShutdownHook(new Thread(running::stopAndHalt, "sidetrack-stop"));
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
            node.stop(DRAIN)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(DRAIN.plus(CLOSE).toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            System.err.println("sidetrack: the node did not stop cleanly: " + e);
        } finally {
            ended.countDown();
        }
    }

    /** A signal makes the JVM end with 128 + its number; being asked to stop is no failure. */
    private void stopAndHalt() {
        if (ended.getCount() == 0) {
            return; // it has been stopped: the exit code is that of the command
        }
        try {
            stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(0);
    }

    private static void await(Future<?> future) throws Exception {
        try {
            future.toCompletionStage().toCompletableFuture().get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception failure ? failure : e;
        }
    }
}
