package io.sidetrack.testkit.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.sidetrack.testkit.server.FaultProxy.Direction;
import io.vertx.core.Vertx;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A client's connection and the one to the broker behind it, from accepted until both are closed. Belongs to the proxy's event loop. */
final class ProxiedConnection {
    private final Vertx vertx;
    private final Faults faults;
    private final Consumer<ProxiedConnection> gone;
    private final NetSocket client;
    private @Nullable NetSocket broker;
    private @Nullable ProxiedLine toBroker;
    private @Nullable ProxiedLine toClient;
    private @Nullable Consumer<NetSocket> struck;
    private boolean clientClosed;
    private boolean brokerClosed = true;

    ProxiedConnection(Vertx vertx, Faults faults, NetSocket client, Consumer<ProxiedConnection> gone) {
        this.vertx = vertx;
        this.faults = faults;
        this.client = client;
        this.gone = gone;
        client.pause();
        client.exceptionHandler(failure -> {}); // its end is told by the close handler too
        client.closeHandler(closed -> {
            clientClosed = true;
            if (toClient != null) {
                toClient.receiverGone();
            }
            goneIfClosed();
        });
    }

    /** It leads nowhere. */
    void silent() {
        ProxiedLine line = new ProxiedLine(vertx, faults, Direction.TO_BROKER, client, null);
        toBroker = line;
        client.handler(line::received).resume();
    }

    /** The broker has answered. Faults that came meanwhile hold for it, and a client that went is not passed on. */
    void connected(NetSocket socket) {
        if (struck != null || clientClosed) {
            Objects.requireNonNullElse(struck, ProxiedConnection::close).accept(socket);
            return;
        }
        broker = socket;
        brokerClosed = false;
        socket.exceptionHandler(failure -> {});
        socket.closeHandler(closed -> {
            brokerClosed = true;
            if (toBroker != null) {
                toBroker.receiverGone();
            }
            goneIfClosed();
        });
        toBroker = joined(Direction.TO_BROKER, client, socket);
        toClient = joined(Direction.TO_CLIENT, socket, client);
        client.resume();
    }

    private ProxiedLine joined(Direction direction, NetSocket from, NetSocket to) {
        ProxiedLine line = new ProxiedLine(vertx, faults, direction, from, to);
        from.handler(line::received).endHandler(end -> line.ended());
        return line;
    }

    /** The lasting faults have ended. */
    void healed() {
        boolean nowhere = toBroker != null && broker == null;
        if (nowhere || (toBroker != null && toBroker.lost()) || (toClient != null && toClient.lost())) {
            reset();
        } else {
            go();
        }
    }

    /** The lasting faults are others now. */
    void go() {
        if (toBroker != null) {
            toBroker.go();
        }
        if (toClient != null) {
            toClient.go();
        }
    }

    /** Closes both sides. */
    void close() {
        strike(ProxiedConnection::close);
    }

    /** Resets both sides. */
    void reset() {
        strike(ProxiedConnection::reset);
    }

    private void strike(Consumer<NetSocket> blow) {
        struck = blow;
        blow.accept(client);
        if (broker != null) {
            blow.accept(broker);
        }
        gone.accept(this);
    }

    /** A close without lingering is a reset. */
    static void reset(NetSocket socket) {
        Channel channel = behind(socket).channel();
        if (channel.isOpen()) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
        }
        close(socket);
    }

    /** Closes behind Vert.x, which would first flush to a peer that may not read; closed when this returns. */
    private static void close(NetSocket socket) {
        behind(socket).close();
        socket.handler(rest -> {}).resume(); // one that is paused would never tell of its end
    }

    private static ChannelHandlerContext behind(NetSocket socket) {
        return ((NetSocketInternal) socket).channelHandlerContext();
    }

    private void goneIfClosed() {
        if (clientClosed && brokerClosed) {
            gone.accept(this);
        }
    }
}
