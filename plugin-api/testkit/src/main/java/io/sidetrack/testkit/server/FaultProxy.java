package io.sidetrack.testkit.server;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A TCP proxy between a client and a broker that does to their connections what networks do.
 *
 * <p><b>Life.</b> {@link #listen} takes a free port of the loopback interface, so that a broker can advertise it before it
 * starts; {@link #target} says where the broker is, and may be called again when it moved; {@link #close} ends all.
 *
 * <p><b>Faults.</b> {@link #delay}, {@link #throttle}, {@link #swallow}, {@link #halfOpen} and {@link #refuse} last, for
 * connections that are open and for new ones, each beside the others, until {@link #heal}. {@link #cut} and {@link #reset} strike
 * the connections of that moment; call {@link #refuse} before them to keep the client away.
 *
 * <p><b>Threading.</b> Any thread but the proxy's own. A call returns when the fault is in force: no byte passes against it from
 * then on. What a peer has seen by then is the peer's affair.
 *
 * <p><b>Ordering.</b> Bytes of a direction arrive unchanged and in order, or not at all. A side that does not read holds the other
 * back: at most a mebibyte of a direction waits in here.
 */
public final class FaultProxy implements AutoCloseable {
    private static final int CALL_SECONDS = 10;
    private static final int CONNECT_MILLIS = 5_000;

    /** Where bytes go. */
    public enum Direction {
        TO_BROKER,
        TO_CLIENT
    }

    private final Vertx vertx;
    private final Context loop;
    private final NetServer server;
    private final NetClient client;
    private final Faults faults = new Faults();
    private final Set<ProxiedConnection> connections = new LinkedHashSet<>();
    private @Nullable SocketAddress target;
    private long accepted;
    private long refused;

    private FaultProxy() {
        // One event loop alone: whatever it runs sees and changes the state without locks.
        vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setUseDaemonThread(true));
        loop = vertx.getOrCreateContext();
        client = vertx.createNetClient(new NetClientOptions().setConnectTimeout(CONNECT_MILLIS));
        server = vertx.createNetServer(new NetServerOptions().setHost("127.0.0.1"))
                .connectHandler(this::accept);
    }

    /** Listens on a free port; connections are refused until {@link #target} was called. */
    public static FaultProxy listen() {
        return listen(0);
    }

    /** Listens on that port, or on a free one where it is 0. */
    public static FaultProxy listen(int port) {
        FaultProxy proxy = new FaultProxy();
        try {
            await(proxy.server.listen(port));
            return proxy;
        } catch (IllegalStateException e) {
            proxy.close();
            throw e;
        }
    }

    /** The port of {@code 127.0.0.1} where clients connect. */
    public int port() {
        return server.actualPort();
    }

    /** Where new connections go from now on; those that are open stay where they are. */
    public FaultProxy target(String host, int port) {
        return change(() -> target = SocketAddress.inetSocketAddress(port, host));
    }

    /** Each byte arrives that much later, both ways. */
    public FaultProxy delay(Duration delay) {
        return fault(() -> faults.delayNanos = delay.toNanos());
    }

    /** Each connection carries so many bytes a second and direction. */
    public FaultProxy throttle(long bytesPerSecond) {
        if (bytesPerSecond < 1) {
            throw new IllegalArgumentException("bytesPerSecond is " + bytesPerSecond + "; expected at least 1");
        }
        return fault(() -> faults.bytesPerSecond = bytesPerSecond);
    }

    /**
     * Bytes of that direction vanish, and so does the end of a connection: the receiver learns neither. {@link #heal} resets the
     * connections that lost any.
     */
    public FaultProxy swallow(Direction direction) {
        return fault(() -> faults.swallow(direction));
    }

    /** Both directions vanish: connections stay open and silent, and new ones are accepted and lead nowhere. */
    public FaultProxy halfOpen() {
        return fault(() -> {
            faults.swallow(Direction.TO_BROKER);
            faults.swallow(Direction.TO_CLIENT);
        });
    }

    /** New connections are reset; those that are open stay. */
    public FaultProxy refuse() {
        return change(() -> faults.refusing = true);
    }

    /** Ends all lasting faults: what was held goes on, and a connection that lost bytes is reset, since it cannot. */
    public FaultProxy heal() {
        return change(() -> {
            faults.clear();
            List.copyOf(connections).forEach(ProxiedConnection::healed);
        });
    }

    /** Closes every connection on both sides. What was still held of it is lost. */
    public FaultProxy cut() {
        return each(ProxiedConnection::close);
    }

    /** Resets every connection (RST) on both sides. */
    public FaultProxy reset() {
        return each(ProxiedConnection::reset);
    }

    /** Connections that are open on the client's side or the broker's. */
    public int open() {
        return ask(connections::size);
    }

    /** Connections of clients until now, with those that were refused. */
    public long accepted() {
        return ask(() -> accepted);
    }

    /** Connections that were reset at once: by {@link #refuse}, without a target, or because the broker could not be reached. */
    public long refused() {
        return ask(() -> refused);
    }

    /** Bytes of that direction that were handed on until now. */
    public long passed(Direction direction) {
        return ask(() -> faults.passed(direction));
    }

    /** Bytes of that direction that vanished until now. */
    public long swallowed(Direction direction) {
        return ask(() -> faults.swallowed(direction));
    }

    /** Cuts every connection and listens no more. */
    @Override
    public void close() {
        refuse().cut(); // Vert.x would first flush to peers that may not read
        await(vertx.close());
    }

    private void accept(NetSocket socket) {
        accepted++;
        SocketAddress broker = target;
        if (faults.refusing || broker == null) {
            refused++;
            ProxiedConnection.reset(socket);
            return;
        }
        ProxiedConnection connection = new ProxiedConnection(vertx, faults, socket, connections::remove);
        connections.add(connection);
        if (faults.silent()) {
            connection.silent();
            return;
        }
        client.connect(broker).onComplete(connection::connected, unreachable -> {
            refused++;
            connection.reset();
        });
    }

    private FaultProxy change(Runnable change) {
        return ask(() -> {
            change.run();
            return this;
        });
    }

    private FaultProxy fault(Runnable fault) {
        return change(() -> {
            fault.run();
            List.copyOf(connections).forEach(ProxiedConnection::go);
        });
    }

    private FaultProxy each(Consumer<ProxiedConnection> blow) {
        return change(() -> List.copyOf(connections).forEach(blow));
    }

    private <T> T ask(Supplier<T> question) {
        Promise<T> answer = Promise.promise();
        loop.runOnContext(turn -> {
            try {
                answer.complete(question.get());
            } catch (RuntimeException failure) {
                answer.fail(failure);
            }
        });
        return await(answer.future());
    }

    private static <T> T await(Future<T> future) {
        if (Context.isOnEventLoopThread()) {
            throw new IllegalStateException(
                    "a proxy is not controlled from an event loop: the call would wait for itself");
        }
        try {
            return future.toCompletionStage().toCompletableFuture().get(CALL_SECONDS, SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the proxy failed: " + e.getCause(), e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException("the proxy did not answer within " + CALL_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the proxy", e);
        }
    }
}
