package io.sidetrack.testkit.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Debian's RabbitMQ as a process of its own, for tests and benches.
 *
 * <p><b>Life.</b> {@link #start()} answers a broker that takes connections; {@link #stop} and {@link #kill} end the process,
 * {@link #restart} starts it again on the same ports with the same data; {@link #close} ends it for good and deletes its
 * folder. Whatever still runs ends with the JVM, also when that is killed.
 *
 * <p><b>Its own.</b> Ports, node name, port mapper (epmd), cookie, configuration, data and log; it listens on the loopback
 * interface alone and reads nothing from {@code /etc/rabbitmq}. Runs as whoever starts it, root included.
 *
 * <p><b>Threading.</b> Thread-safe; every call blocks until it is done, so none belongs on an event loop.
 */
public final class RabbitServer implements AutoCloseable {
    /** Names a broker that runs already, as {@code amqp://user:password@host:port}: {@link #shared} uses it. */
    public static final String ADDRESS_VARIABLE = "SIDETRACK_TEST_RABBITMQ";

    private final String uri;
    private final @Nullable RabbitProcess process;

    private RabbitServer(String uri, @Nullable RabbitProcess process) {
        this.uri = uri;
        this.process = process;
    }

    /** How a broker is set up before it starts. Not thread-safe. */
    public static final class Setup {
        private final List<String> lines = new ArrayList<>();
        private final List<String> plugins = new ArrayList<>();

        private Setup() {}

        /** Adds a line to {@code rabbitmq.conf}, such as {@code consumer_timeout = 2000}. */
        public Setup config(String line) {
            lines.add(line);
            return this;
        }

        /** Also starts the management plugin with its HTTP API; see {@link RabbitServer#managementUri}. */
        public Setup management() {
            plugins.add("rabbitmq_management");
            return this;
        }

        /**
         * Starts it and waits until it takes connections.
         *
         * @throws IllegalStateException where it is not installed (the message is the line that installs it), or does not start
         *     within three minutes (with the end of its log)
         */
        public RabbitServer start() {
            RabbitProcess process = RabbitProcess.create(lines, plugins);
            RabbitServer server = new RabbitServer("amqp://guest:guest@127.0.0.1:" + process.port(), process);
            try {
                process.start();
            } catch (RuntimeException e) {
                server.close();
                throw e;
            }
            return server;
        }
    }

    private static final class Shared {
        private static final RabbitServer SERVER = given().map(uri -> new RabbitServer(uri, null))
                .orElseGet(() -> RabbitServer.setup().start());
    }

    public static Setup setup() {
        return new Setup();
    }

    /** A broker with the settings of the package; see {@link Setup#start}. */
    public static RabbitServer start() {
        return setup().start();
    }

    /** The address in {@link #ADDRESS_VARIABLE}. */
    public static Optional<String> given() {
        return Optional.ofNullable(System.getenv(ADDRESS_VARIABLE)).filter(address -> !address.isBlank());
    }

    /**
     * One broker for the whole JVM: the {@link #given} one, else one that is started at the first call and ends with the JVM.
     * Tests that stop it, or break others' connections, start one of their own instead.
     */
    public static RabbitServer shared() {
        return Shared.SERVER;
    }

    /** Whether its process is ours to stop, kill and command; the broker of {@link #given} is not. */
    public boolean isOwned() {
        return process != null;
    }

    /** {@code amqp://user:password@host:port}, for the virtual host {@code /}. */
    public String uri() {
        return uri;
    }

    public String host() {
        return URI.create(uri).getHost();
    }

    public int port() {
        int port = URI.create(uri).getPort();
        return port < 0 ? 5672 : port;
    }

    /** {@code http://host:port} of the management API, user and password {@code guest}; only with {@link Setup#management}. */
    public String managementUri() {
        return "http://127.0.0.1:" + owned("managementUri").managementPort();
    }

    /** The process id of the broker, for tests that stop or weigh it. */
    public long pid() {
        return owned("pid").pid();
    }

    /** The broker's log. */
    public Path log() {
        return owned("log").log();
    }

    /** Shuts it down in an orderly way and waits until it is gone. Does nothing where it does not run. */
    public void stop() {
        owned("stop").stop(Duration.ofSeconds(30));
    }

    /** Kills it with signal 9 and waits until it is gone. */
    public void kill() {
        owned("kill").kill();
    }

    /** Starts it again, on the same ports and with the same data, and waits until it takes connections. */
    public void restart() {
        RabbitProcess owned = owned("restart");
        owned.stop(Duration.ofSeconds(30));
        owned.start();
    }

    /**
     * Runs the broker's command line tool, such as {@code rabbitmqctl("close_all_connections", "a test")}, and answers what it
     * printed. Takes a second or two.
     *
     * @throws IllegalStateException with its output where it fails
     */
    public String rabbitmqctl(String... arguments) {
        return owned("rabbitmqctl").tool("rabbitmqctl", List.of(arguments));
    }

    /** {@code rabbitmqctl eval}: runs an Erlang expression in the broker. */
    public String eval(String expression) {
        return rabbitmqctl("eval", expression);
    }

    /** Raises the memory alarm: the broker stops reading from every connection that has published. */
    public void raiseMemoryAlarm() {
        rabbitmqctl("set_vm_memory_high_watermark", "0.0000001");
    }

    public void clearMemoryAlarm() {
        rabbitmqctl("set_vm_memory_high_watermark", "0.4");
    }

    /** Ends it for good and deletes its folder; does nothing for a broker that is not {@link #isOwned}. */
    @Override
    public void close() {
        if (process != null) {
            try {
                process.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private RabbitProcess owned(String call) {
        if (process == null) {
            throw new IllegalStateException(call + " is not for a broker that ran already: unset " + ADDRESS_VARIABLE
                    + ", or leave this test out");
        }
        return process;
    }
}
