package io.sidetrack.broker.rabbitmq;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.MetricsCollector;
import com.rabbitmq.client.impl.DefaultExceptionHandler;
import io.vertx.core.Vertx;
import io.vertx.rabbitmq.RabbitMQOptions;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens connections to the broker of the settings.
 *
 * <p>The client's own recovery is off. It would give a new channel the place of an old one, under whose delivery tags
 * settlements may be under way; the kernel reconnects instead, and what it opens then has epochs of its own.
 */
final class LinkFactory {
    private static final int LARGEST_MESSAGE =
            512 << 20; // what RabbitMQ permits at all; the client's own limit is an eighth

    private static final Logger LOG = LoggerFactory.getLogger(LinkFactory.class);

    private final Settings settings;
    private final Tls tls;

    LinkFactory(Vertx vertx, Settings settings) {
        this.settings = settings;
        this.tls = new Tls(vertx, settings);
    }

    /**
     * Opens one. Blocks.
     *
     * @param purpose {@code read} or {@code write}: seen in the broker's list of connections, and in the names of threads
     */
    Link open(String purpose, Duration patience) throws IOException {
        String name = name(purpose);
        ThreadFactory threads = task -> {
            Thread thread = new Thread(task, name.replace(' ', '-'));
            thread.setDaemon(true);
            return thread;
        };
        AtomicReference<@Nullable Socket> socket = new AtomicReference<>();
        CorkedFrames.Factory factory = factory(patience, threads);
        factory.setSocketConfigurator(made -> {
            made.setTcpNoDelay(true);
            socket.set(made);
        });
        if (settings.get(RabbitOptions.TLS)) {
            factory.useSslProtocol(tls.context());
            factory.enableHostnameVerification();
        }
        try {
            Connection connection = factory.newConnection(new InlineExecutor(), settings.addresses(), name);
            return new Link(name, connection, factory.frames(), Objects.requireNonNull(socket.get()), threads);
        } catch (IOException | TimeoutException e) {
            throw Refusals.ofConnection(settings, e);
        }
    }

    /**
     * How the Vert.x client connects, as {@link #open} does. It connects once and is not repaired.
     *
     * @param metrics is told of the connection
     */
    RabbitMQOptions declaring(MetricsCollector metrics, Duration patience) throws IOException {
        RabbitMQOptions options = new RabbitMQOptions()
                .setAddresses(settings.addresses())
                .setUser(settings.get(RabbitOptions.USERNAME))
                .setPassword(settings.get(RabbitOptions.PASSWORD))
                .setVirtualHost(settings.get(RabbitOptions.VIRTUAL_HOST))
                .setRequestedHeartbeat(heartbeat())
                .setConnectionTimeout(milliseconds(patience))
                .setHandshakeTimeout(milliseconds(patience))
                .setConnectionName(name("declare"))
                .setAutomaticRecoveryEnabled(false)
                .setReconnectAttempts(0)
                .setMetricsCollector(metrics);
        if (settings.get(RabbitOptions.TLS)) {
            tls.use(options);
        }
        return options;
    }

    private String name(String purpose) {
        return "sidetrack " + settings.broker() + " " + purpose;
    }

    private int heartbeat() {
        return (int) settings.get(RabbitOptions.HEARTBEAT).toSeconds();
    }

    /** Of the patience for all, the share of each host: one that does not answer leaves the others theirs. */
    private int milliseconds(Duration patience) {
        long share = patience.toMillis() / settings.addresses().size();
        return (int) Math.min(Integer.MAX_VALUE, Math.max(1, share));
    }

    private CorkedFrames.Factory factory(Duration patience, ThreadFactory threads) {
        CorkedFrames.Factory factory = new CorkedFrames.Factory();
        factory.setUsername(settings.get(RabbitOptions.USERNAME));
        factory.setPassword(settings.get(RabbitOptions.PASSWORD));
        factory.setVirtualHost(settings.get(RabbitOptions.VIRTUAL_HOST));
        factory.setRequestedHeartbeat(heartbeat());
        factory.setConnectionTimeout(milliseconds(patience));
        factory.setHandshakeTimeout(milliseconds(patience));
        factory.setChannelRpcTimeout(8_000);
        factory.setAutomaticRecoveryEnabled(false);
        factory.setTopologyRecoveryEnabled(false);
        factory.setMaxInboundMessageBodySize(LARGEST_MESSAGE);
        factory.setThreadFactory(threads);
        factory.setExceptionHandler(new DefaultExceptionHandler() {
            @Override
            public void handleUnexpectedConnectionDriverException(Connection connection, Throwable failure) {
                LOG.debug("{} broke", connection.getClientProvidedName(), failure); // whoever waits for it is told
            }
        });
        return factory;
    }
}
