package io.sidetrack.bench.brokers.contender;

import java.util.concurrent.CountDownLatch;

/** Ends a contender in order when its JVM is told to end, and its JVM at once when it fails. */
final class Ending {
    private final CountDownLatch ended = new CountDownLatch(1);

    private Ending() {}

    /** What a contender does until it is told to end. */
    interface Body {
        void run() throws Exception;
    }

    /**
     * Runs the body on this thread.
     *
     * @param end makes the body return soon; called on another thread
     */
    static void run(Body body, Runnable end) {
        Ending ending = new Ending();
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            end.run();
                            ending.await();
                        },
                        "end"));
        try {
            body.run();
        } catch (Exception e) {
            fail(e);
        } finally {
            ending.ended.countDown();
        }
    }

    /** Nothing more may be acknowledged: the JVM ends as if it had crashed, and says why. */
    static void fail(Throwable cause) {
        cause.printStackTrace();
        Runtime.getRuntime().halt(1);
    }

    private void await() {
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
