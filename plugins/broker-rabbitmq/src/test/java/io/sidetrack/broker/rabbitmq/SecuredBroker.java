package io.sidetrack.broker.rabbitmq;

import io.sidetrack.testkit.server.FreePorts;
import io.sidetrack.testkit.server.RabbitServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A broker that listens in the clear and by TLS: with a certificate for {@code localhost}, with one for another host, and for those alone
 * that have a certificate themselves. Its users lack a permission each.
 */
final class SecuredBroker implements AutoCloseable {
    static final String PASSWORD = "a-secret-that-goes-nowhere";

    private final Certificates certificates;
    private final RabbitServer server;
    private final int tlsPort = FreePorts.next();
    private final int otherHostPort = FreePorts.next();
    private final int mutualPort = FreePorts.next();

    SecuredBroker(Path folder) {
        certificates = new Certificates(folder);
        certificates.sign("localhost", "-ext", "san=dns:localhost");
        certificates.sign("elsewhere", "-ext", "san=dns:elsewhere.example");
        certificates.sign("node");
        certificates.file("ours.pem", certificates.chain("ours"));
        server = RabbitServer.setup()
                .config("listeners.ssl.local = 127.0.0.1:" + tlsPort)
                .config("ssl_options.cacertfile = " + folder.resolve("ours.pem"))
                .config("ssl_options.certfile = " + certificates.file("localhost.pem", certificates.chain("localhost")))
                .config("ssl_options.keyfile = " + certificates.file("localhost.key", certificates.key("localhost")))
                .config("ssl_options.verify = verify_none")
                .config("ssl_options.fail_if_no_peer_cert = false")
                .start();
        certificates.file("elsewhere.pem", certificates.chain("elsewhere"));
        certificates.file("elsewhere.key", certificates.key("elsewhere"));
        server.eval(listener(folder, otherHostPort, "elsewhere", "")
                + listener(folder, mutualPort, "localhost", ", {verify, verify_peer}, {fail_if_no_peer_cert, true}")
                + user("seen", ".*", ".*", ".*")
                + user("no-configure", "^$", ".*", ".*")
                + user("no-write", ".*", "^$", ".*")
                + user("no-read", ".*", ".*", "^$")
                + "rabbit_auth_backend_internal:add_user(<<\"stranger\">>, <<\"" + PASSWORD
                + "\">>, <<\"test\">>), ok.");
    }

    private static String listener(Path folder, int port, String certificate, String more) {
        return "rabbit_networking:start_ssl_listener({\"127.0.0.1\", " + port + "}, [{cacertfile, \""
                + folder.resolve("ours.pem") + "\"}, {certfile, \"" + folder.resolve(certificate + ".pem")
                + "\"}, {keyfile, \"" + folder.resolve(certificate + ".key") + "\"}" + more + "], 1), ";
    }

    private static String user(String name, String configure, String write, String read) {
        return "rabbit_auth_backend_internal:add_user(<<\"" + name + "\">>, <<\"" + PASSWORD + "\">>, <<\"test\">>), "
                + "rabbit_auth_backend_internal:set_permissions(<<\"" + name + "\">>, <<\"/\">>, <<\"" + configure
                + "\">>, <<\""
                + write + "\">>, <<\"" + read + "\">>, <<\"test\">>), ";
    }

    Certificates certificates() {
        return certificates;
    }

    /** Options that connect in the clear. */
    TestBroker plain() {
        return new TestBroker(server, Map.of("x-queue-type", "classic"));
    }

    /** Options of a user who may not do everything, in the clear. */
    TestBroker as(String user) {
        return plain().with("username", user).with("password", PASSWORD);
    }

    /** Options that connect by TLS and trust the broker's authority. */
    TestBroker tls() {
        return tls("localhost:" + tlsPort);
    }

    TestBroker tls(String host) {
        return plain().with("hosts", host).with("tls", true).with("tls-trust", certificates.chain("ours"));
    }

    int tlsPort() {
        return tlsPort;
    }

    TestBroker ofAnotherHost() {
        return tls("localhost:" + otherHostPort);
    }

    TestBroker forThoseWithACertificate() {
        return tls("localhost:" + mutualPort);
    }

    /** What the broker has logged, as soon as that is in it. */
    String logWith(String expected) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        String log = log();
        while (!log.contains(expected)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("expected '" + expected + "' in the log of the broker, found " + log);
            }
            Thread.onSpinWait();
            log = log();
        }
        return log;
    }

    private String log() {
        try {
            return Files.readString(server.log(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
