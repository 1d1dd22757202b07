package io.sidetrack.testkit.server;

import io.sidetrack.testkit.server.FaultProxy.Direction;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a connection: hands on what it reads as the faults allow, and stops reading while it holds too much. Belongs to
 * the proxy's event loop.
 */
final class ProxiedLine {
    private record Chunk(Buffer bytes, long arrivedNanos) {}

    private final Vertx vertx;
    private final Faults faults;
    private final Direction direction;
    private final NetSocket from;
    private final @Nullable NetSocket to;
    private final Deque<Chunk> held = new ArrayDeque<>();
    private int heldBytes;
    private long freeAtNanos = System.nanoTime();
    private boolean ended;
    private boolean endHandedOn;
    private boolean receiverGone;
    private boolean lost;
    private long timer = -1;

    /** @param to where bytes go; {@code null} for a connection that leads nowhere */
    ProxiedLine(Vertx vertx, Faults faults, Direction direction, NetSocket from, @Nullable NetSocket to) {
        this.vertx = vertx;
        this.faults = faults;
        this.direction = direction;
        this.from = from;
        this.to = to;
        if (to != null) {
            to.drainHandler(drained -> go());
        }
    }

    void received(Buffer bytes) {
        held.add(new Chunk(bytes, System.nanoTime()));
        heldBytes += bytes.length();
        go();
    }

    /** The sender will send no more. */
    void ended() {
        ended = true;
        go();
    }

    /** Nobody is left to hand anything to. */
    void receiverGone() {
        receiverGone = true;
        go();
    }

    boolean lost() {
        return lost;
    }

    /** Hands on what may go now, and comes back for the rest. */
    void go() {
        if (receiverGone) {
            drop();
        } else if (to == null || faults.swallows(direction)) {
            swallow();
        } else {
            handOn(to);
        }
        if (heldBytes >= faults.window()) {
            from.pause();
        } else {
            from.resume();
        }
    }

    private void swallow() {
        if (heldBytes > 0) {
            lost = true;
            faults.countSwallowed(direction, heldBytes);
        }
        drop();
    }

    private void drop() {
        held.clear();
        heldBytes = 0;
    }

    private void handOn(NetSocket to) {
        while (!held.isEmpty() && !to.writeQueueFull()) {
            long early = dueNanos(held.getFirst()) - System.nanoTime();
            if (early > 0) {
                comeBackIn(early);
                return;
            }
            Buffer bytes = take(faults.slice());
            freeAtNanos = Math.max(freeAtNanos, System.nanoTime()) + faults.nanosFor(bytes.length());
            faults.countPassed(direction, bytes.length());
            to.write(bytes);
        }
        if (ended && held.isEmpty() && !endHandedOn) {
            endHandedOn = true;
            to.end();
        }
    }

    private long dueNanos(Chunk chunk) {
        long delayed = chunk.arrivedNanos + faults.delayNanos;
        return faults.bytesPerSecond == 0 ? delayed : Math.max(delayed, freeAtNanos);
    }

    private Buffer take(int most) {
        Chunk first = held.removeFirst();
        Buffer bytes = first.bytes;
        if (bytes.length() > most) {
            held.addFirst(new Chunk(bytes.slice(most, bytes.length()), first.arrivedNanos));
            bytes = bytes.slice(0, most);
        }
        heldBytes -= bytes.length();
        return bytes;
    }

    private void comeBackIn(long nanos) {
        vertx.cancelTimer(timer);
        timer = vertx.setTimer(TimeUnit.NANOSECONDS.toMillis(nanos) + 1, fired -> go());
    }
}
