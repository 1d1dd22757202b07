package io.sidetrack.broker.rabbitmq;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.rabbitmq.RabbitMQOptions;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** What the options {@code tls-…} say, for both clients. */
final class Tls {
    private final Vertx vertx;
    private final Settings settings;

    Tls(Vertx vertx, Settings settings) {
        this.vertx = vertx;
        this.settings = settings;
    }

    /** For RabbitMQ's client, which is told apart to check host names. */
    SSLContext context() throws IOException {
        return readable(() -> {
            Optional<PemKeyCertOptions> own = certificate();
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    own.isEmpty() ? null : own.get().getKeyManagerFactory(vertx).getKeyManagers(),
                    new TrustManager[] {trust()},
                    null);
            return context;
        });
    }

    /** For the Vert.x client, which takes no notice of host names by itself. */
    void use(RabbitMQOptions options) throws IOException {
        X509ExtendedTrustManager trust = readable(this::trust);
        options.setSsl(true)
                .setTrustOptions(TrustOptions.wrap(new NamedHostTrust(trust)))
                .setHostnameVerificationAlgorithm("HTTPS"); // asked for, though not looked at
        certificate().ifPresent(options::setKeyCertOptions);
    }

    private X509ExtendedTrustManager trust() throws Exception {
        String given = settings.options().find(RabbitOptions.TLS_TRUST).orElse(null);
        return Arrays.stream(factory(given).getTrustManagers())
                .filter(X509ExtendedTrustManager.class::isInstance)
                .map(X509ExtendedTrustManager.class::cast)
                .findFirst()
                .orElseThrow(() -> new GeneralSecurityException("this Java checks no certificates of X.509"));
    }

    private TrustManagerFactory factory(@Nullable String given) throws Exception {
        if (given != null) {
            return new PemTrustOptions().addCertValue(Buffer.buffer(given)).getTrustManagerFactory(vertx);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        return factory;
    }

    private Optional<PemKeyCertOptions> certificate() {
        return settings.options()
                .find(RabbitOptions.TLS_CERTIFICATE)
                .map(chain -> new PemKeyCertOptions()
                        .addCertValue(Buffer.buffer(chain))
                        .addKeyValue(Buffer.buffer(settings.options()
                                .find(RabbitOptions.TLS_KEY)
                                .orElse("")))); // never without, by Settings
    }

    private interface Reading<T> {
        T read() throws Exception;
    }

    private <T> T readable(Reading<T> reading) throws IOException {
        try {
            return reading.read();
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
