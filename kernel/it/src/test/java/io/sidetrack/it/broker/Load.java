package io.sidetrack.it.broker;

import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** Events sent in the background, at a pace, until it is closed. */
final class Load implements AutoCloseable {
    private static final int KEYS = 50;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final int CLOSE_SECONDS = 90;

    private final OutsideBroker.Sender sender;
    private final Ledger ledger;
    private final Random random;
    private final double poison;
    private final int perPause;
    private final CompletableFuture<Void> ended;
    private volatile boolean closing;

    private Load(OutsideBroker.Sender sender, Ledger ledger, long seed, double poison, int perPause) {
        this.sender = sender;
        this.ledger = ledger;
        this.random = new Random(seed);
        this.poison = poison;
        this.perPause = perPause;
        this.ended = CompletableFuture.runAsync(this::run);
    }

    /**
     * @param poison how many of the events are, from 0 to 1
     * @param perPause how many are sent every two milliseconds; so many times the usual keys they have
     */
    static Load start(OutsideBroker.Sender sender, Ledger ledger, long seed, double poison, int perPause) {
        return new Load(sender, ledger, seed, poison, perPause);
    }

    private void run() {
        while (!closing) {
            for (int i = 0; i < perPause; i++) {
                String key = "k" + random.nextInt(KEYS * perPause);
                boolean bad = random.nextDouble() < poison;
                sender.send(ledger.sending(key, bad), key, bad);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        sender.flush();
    }

    /** Sends no more, and waits until the broker has answered for what was sent. */
    @Override
    public void close() {
        closing = true;
        try {
            ended.get(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("the load failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        } finally {
            sender.close();
        }
    }
}
