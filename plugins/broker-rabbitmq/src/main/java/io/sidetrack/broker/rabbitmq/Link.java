package io.sidetrack.broker.rabbitmq;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One AMQP connection with a thread that writes to it. Whatever may block on the socket runs there and nowhere else, so that a
 * broker that does not read holds up this connection alone.
 *
 * <p><b>Life.</b> Opened by {@link LinkFactory}; {@link #ended} tells when it is gone, by itself or after {@link #close}. It is
 * never repaired: whoever needs it opens another, and what was received or sent over this one is not mixed up with the next.
 */
final class Link {
    private static final Logger LOG = LoggerFactory.getLogger(Link.class);

    private final String name;
    private final Connection connection;
    private final CorkedFrames frames;
    private final Socket socket;
    private final ScheduledThreadPoolExecutor writer;
    private final Promise<Void> ended = Promise.promise();
    private volatile @Nullable String blocked;

    Link(String name, Connection connection, CorkedFrames frames, Socket socket, ThreadFactory threads) {
        this.name = name;
        this.connection = connection;
        this.frames = frames;
        this.socket = socket;
        this.writer = new ScheduledThreadPoolExecutor(1, threads);
        writer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        connection.addBlockedListener(this::block, this::unblock);
        connection.addShutdownListener(signal -> end(signal));
    }

    /** Succeeds when it was closed by us, fails with the reason when it ended otherwise. Completes on any thread. */
    Future<Void> ended() {
        return ended.future();
    }

    /** Why the broker does not read from this connection now, or {@code null} while it does. */
    @Nullable
    String blocked() {
        return blocked;
    }

    /** The broker's version, as it says, or an empty text. */
    String brokerVersion() {
        Object version = connection.getServerProperties().get("version");
        return version == null ? "" : version.toString();
    }

    /** A new AMQP channel. Blocks for a round trip. */
    Channel channel() throws IOException {
        return connection
                .openChannel()
                .orElseThrow(() -> new IOException("the broker permits no more AMQP channels on one connection"));
    }

    /** Runs a task on the writing thread, after those that came before. One for a link that has ended is dropped. */
    void write(Runnable task) {
        try {
            writer.execute(guarded(task));
        } catch (RejectedExecutionException gone) {
            LOG.trace("{} has ended; nothing more is written", name);
        }
    }

    /** As {@link #write}, after a while. */
    void writeLater(Duration delay, Runnable task) {
        try {
            writer.schedule(guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException gone) {
            LOG.trace("{} has ended; nothing more is written", name);
        }
    }

    /** Calls on the writing thread; fails where the link has ended. */
    <T extends @Nullable Object> Future<T> call(Callable<T> task) {
        Promise<T> promise = Promise.promise();
        ended.future().onComplete(done -> promise.tryFail(name + " has ended"));
        write(() -> {
            try {
                promise.tryComplete(task.call());
            } catch (Exception e) {
                promise.tryFail(e);
            }
        });
        return promise.future();
    }

    /** Writes, in as few system calls as may be. On the writing thread. */
    <T> T corked(Writing<T> writing) throws IOException {
        frames.cork();
        try {
            return writing.write();
        } finally {
            frames.uncork();
        }
    }

    /** What is written at once. */
    interface Writing<T> {
        T write() throws IOException;
    }

    /** Closes a channel without waiting for success; on a thread that may block. */
    static void drop(Channel channel) {
        try {
            channel.abort();
        } catch (IOException | RuntimeException e) {
            LOG.trace("AMQP channel {} was gone", channel.getChannelNumber(), e);
        }
    }

    /** Says good-bye to the broker; blocks until it has answered, or {@link #sever} was called. */
    void close() {
        connection.abort();
        writer.shutdownNow();
        ended.tryComplete();
    }

    /** Ends it at once, also where a thread is blocked in a write. */
    void sever() {
        try {
            socket.setSoLinger(true, 0);
        } catch (SocketException e) {
            LOG.trace("{}: no linger", name, e);
        }
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("{}: the socket did not close", name, e);
        }
        writer.shutdownNow();
    }

    private void end(com.rabbitmq.client.ShutdownSignalException signal) {
        if (signal.isInitiatedByApplication()) {
            ended.tryComplete();
        } else {
            ended.tryFail(new IOException(Reasons.of(signal), signal));
            sever();
        }
    }

    private void block(String reason) {
        blocked = reason;
        LOG.warn("{}: the broker takes nothing from publishers now: {}", name, reason);
    }

    private void unblock() {
        blocked = null;
        LOG.info("{}: the broker takes from publishers again", name);
    }

    private Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                LOG.error("{}: a write failed unexpectedly; the connection is given up", name, e);
                ended.tryFail(e);
                sever();
                throw e;
            }
        };
    }
}
