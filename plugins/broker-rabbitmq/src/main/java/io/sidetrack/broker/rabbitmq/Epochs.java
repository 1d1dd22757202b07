package io.sidetrack.broker.rabbitmq;

import java.util.concurrent.atomic.AtomicLong;

/** Epochs of assignments: each is higher than all before it, also than those before a restart while the clock is not put back. */
final class Epochs {
    private static final AtomicLong LAST = new AtomicLong();

    private Epochs() {}

    static long next() {
        return LAST.updateAndGet(last -> Math.max(last + 1, System.currentTimeMillis()));
    }
}
