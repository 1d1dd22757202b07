package io.sidetrack.broker.rabbitmq;

import java.io.IOException;

/**
 * Which deliveries of one AMQP channel are settled, and which of those the broker knows of. Where everything up to a delivery is
 * settled, one acknowledgement stands for all of it; what is settled behind one that is not yet waits a little for it, and is
 * acknowledged by itself when that takes longer.
 *
 * <p>Remembers the deliveries from the first that is not settled to the last. While one stays unsettled that grows by a byte per
 * delivery, until the broker's own {@code consumer_timeout} ends the channel.
 *
 * <p><b>Threading.</b> Thread-safe; {@link #flush} is called by the writing thread alone.
 */
final class Acknowledgements {
    private static final byte DELIVERED = 1;
    private static final byte SETTLED = 2;
    private static final byte ACKNOWLEDGED = 3;
    private static final long[] NONE = {};

    /** Who is told. */
    interface Broker {
        void acknowledge(long tag, boolean multiple) throws IOException;
    }

    private byte[] states = new byte[1 << 10];
    private long first = 1;
    private long next = 1;
    private int unsettled;
    private int waiting;

    /** The next delivery has arrived; the broker numbers them one by one. */
    synchronized void delivered(long tag) {
        if (tag != next) {
            throw new IllegalStateException("delivery " + tag + " came after " + (next - 1));
        }
        if (next - first == states.length) {
            grow();
        }
        states[index(next++)] = DELIVERED;
        unsettled++;
    }

    /** Settles one; answers how many wait to be acknowledged. One that was settled before, or never delivered, changes nothing. */
    synchronized int settle(long tag) {
        if (tag >= first && tag < next) {
            settleOne(tag);
        }
        return waiting;
    }

    /** Settles all up to and including one; answers how many wait to be acknowledged. */
    synchronized int settleUpTo(long tag) {
        for (long each = first; each <= tag && each < next; each++) {
            settleOne(each);
        }
        return waiting;
    }

    /** How many were delivered and are not settled. */
    synchronized int unsettled() {
        return unsettled;
    }

    /**
     * Tells the broker. An acknowledgement of many names a delivery that the broker still waits for: any other would end the channel.
     *
     * @param all also what is settled behind a delivery that is not
     * @return how many still wait
     */
    int flush(Broker broker, boolean all) throws IOException {
        long upTo;
        long[] singles;
        int left;
        synchronized (this) {
            upTo = takePrefix();
            singles = all && waiting > 0 ? takeSingles() : NONE;
            left = waiting;
        }
        if (upTo > 0) {
            broker.acknowledge(upTo, true);
        }
        for (long tag : singles) {
            broker.acknowledge(tag, false);
        }
        return left;
    }

    /** Forgets the settled deliveries at the front; the last of them that the broker does not know of yet, or 0. */
    private long takePrefix() {
        long upTo = 0;
        while (first < next && states[index(first)] != DELIVERED) {
            if (states[index(first)] == SETTLED) {
                upTo = first;
                waiting--;
            }
            first++;
        }
        return upTo;
    }

    private long[] takeSingles() {
        long[] singles = new long[waiting];
        int count = 0;
        for (long tag = first; count < singles.length; tag++) {
            if (states[index(tag)] == SETTLED) {
                states[index(tag)] = ACKNOWLEDGED;
                singles[count++] = tag;
            }
        }
        waiting = 0;
        return singles;
    }

    private void settleOne(long tag) {
        if (states[index(tag)] == DELIVERED) {
            states[index(tag)] = SETTLED;
            unsettled--;
            waiting++;
        }
    }

    private void grow() {
        byte[] larger = new byte[Math.multiplyExact(states.length, 2)];
        for (long tag = first; tag < next; tag++) {
            larger[(int) (tag & (larger.length - 1))] = states[index(tag)];
        }
        states = larger;
    }

    private int index(long tag) {
        return (int) (tag & (states.length - 1));
    }
}
