package io.sidetrack.broker.rabbitmq;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.impl.DefaultExceptionHandler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
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

    private final Vertx vertx;
    private final Settings settings;

    LinkFactory(Vertx vertx, Settings settings) {
        this.vertx = vertx;
        this.settings = settings;
    }

    /**
     * Opens one. Blocks.
     *
     * @param purpose {@code read} or {@code write}: seen in the broker's list of connections, and in the names of threads
     */
    Link open(String purpose, Duration patience) throws IOException, TimeoutException {
        String name = "sidetrack " + settings.broker() + " " + purpose;
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
            factory.useSslProtocol(tls());
            factory.enableHostnameVerification();
        }
        Connection connection = factory.newConnection(new InlineExecutor(), settings.addresses(), name);
        return new Link(name, connection, factory.frames(), Objects.requireNonNull(socket.get()), threads);
    }

    private CorkedFrames.Factory factory(Duration patience, ThreadFactory threads) {
        int milliseconds = (int) Math.min(Integer.MAX_VALUE, Math.max(1, patience.toMillis()));
        CorkedFrames.Factory factory = new CorkedFrames.Factory();
        factory.setUsername(settings.get(RabbitOptions.USERNAME));
        factory.setPassword(settings.get(RabbitOptions.PASSWORD));
        factory.setVirtualHost(settings.get(RabbitOptions.VIRTUAL_HOST));
        factory.setRequestedHeartbeat(
                (int) settings.get(RabbitOptions.HEARTBEAT).toSeconds());
        factory.setConnectionTimeout(milliseconds);
        factory.setHandshakeTimeout(milliseconds);
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

    private SSLContext tls() throws IOException {
        Optional<String> trust = settings.options().find(RabbitOptions.TLS_TRUST);
        Optional<String> certificate = settings.options().find(RabbitOptions.TLS_CERTIFICATE);
        Optional<String> key = settings.options().find(RabbitOptions.TLS_KEY);
        try {
            TrustManager @Nullable [] trusted = trust.isEmpty()
                    ? null
                    : new PemTrustOptions()
                            .addCertValue(Buffer.buffer(trust.get()))
                            .getTrustManagerFactory(vertx)
                            .getTrustManagers();
            KeyManager @Nullable [] keys = certificate.isEmpty() || key.isEmpty()
                    ? null
                    : new PemKeyCertOptions()
                            .addCertValue(Buffer.buffer(certificate.get()))
                            .addKeyValue(Buffer.buffer(key.get()))
                            .getKeyManagerFactory(vertx)
                            .getKeyManagers();
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, trusted, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("the TLS options of broker " + settings.broker() + " cannot be used", e);
        } catch (Exception e) { // what Vert.x declares
            throw new IOException(
                    "tls-trust, tls-certificate or tls-key of broker " + settings.broker()
                            + " is no PEM that can be read: " + e.getMessage(),
                    e);
        }
    }
}
