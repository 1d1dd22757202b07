package io.sidetrack.testkit.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The processes of one RabbitMQ: its port mapper (epmd), the broker, and a guard that kills both and deletes the folder when the
 * JVM is gone, since its standard input ends then.
 */
final class RabbitProcess {
    private static final Path TOOLS = Path.of("/usr/lib/rabbitmq/bin");
    private static final Duration START = Duration.ofSeconds(180);
    private static final byte[] GREETING = {'A', 'M', 'Q', 'P', 0, 0, 9, 1};

    private final Path folder;
    private final int port = FreePorts.next();
    private final int managementPort = FreePorts.next();
    private final int distributionPort = FreePorts.next();
    private final int mapperPort = FreePorts.next();
    private final String node = "sidetrack-" + port + "@localhost";
    private @Nullable Process mapper;
    private @Nullable Process broker;
    private @Nullable Process guard;

    private RabbitProcess(Path folder) {
        this.folder = folder;
    }

    /** Its folder with its configuration; nothing runs yet. */
    static RabbitProcess create(List<String> configuration, List<String> plugins) {
        if (!Files.isExecutable(TOOLS.resolve("rabbitmq-server"))) {
            throw new IllegalStateException("RabbitMQ is not installed in " + TOOLS
                    + "; run '.ci/prepare', or: apt-get install -y --no-install-recommends rabbitmq-server");
        }
        try {
            RabbitProcess process = new RabbitProcess(Files.createTempDirectory("sidetrack-rabbitmq"));
            process.configure(configuration, plugins);
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void configure(List<String> configuration, List<String> plugins) throws IOException {
        List<String> lines = new ArrayList<>(List.of(
                "listeners.tcp.local = 127.0.0.1:" + port,
                "management.tcp.ip = 127.0.0.1",
                "management.tcp.port = " + managementPort,
                "log.console = true",
                "log.file = false",
                "disk_free_limit.absolute = 50MB"));
        if (plugins.isEmpty()) {
            lines.removeIf(line -> line.startsWith("management."));
        }
        lines.addAll(configuration);
        Files.write(folder.resolve("rabbitmq.conf"), lines);
        Files.writeString(folder.resolve("enabled_plugins"), plugins + ".\n");
        Files.writeString(folder.resolve("rabbitmq-env.conf"), "");
        Path cookie = Files.writeString(
                folder.resolve(".erlang.cookie"),
                "sidetrack-" + ProcessHandle.current().pid());
        Files.setPosixFilePermissions(cookie, PosixFilePermissions.fromString("r--------"));
    }

    int port() {
        return port;
    }

    int managementPort() {
        return managementPort;
    }

    Path log() {
        return folder.resolve("rabbitmq.log");
    }

    synchronized long pid() {
        if (broker == null) {
            throw new IllegalStateException("RabbitMQ on port " + port + " does not run");
        }
        return broker.pid();
    }

    synchronized void start() {
        if (broker != null && broker.isAlive()) {
            return;
        }
        try {
            Process newMapper = launch(List.of("epmd", "-address", "127.0.0.1", "-port", Integer.toString(mapperPort)));
            mapper = newMapper;
            awaitPort(newMapper, mapperPort, "its port mapper (epmd)", false);
            Process newBroker = launch(List.of(TOOLS.resolve("rabbitmq-server").toString()));
            broker = newBroker;
            guard = guard(newMapper.pid(), newBroker.pid());
            awaitPort(newBroker, port, "RabbitMQ", true);
        } catch (IOException e) {
            kill();
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            kill();
            throw e;
        }
    }

    synchronized void stop(Duration patience) {
        if (broker != null) {
            broker.destroy();
            awaitEnd(broker, patience);
        }
        kill();
    }

    synchronized void kill() {
        for (Process process : new Process[] {guard, broker, mapper}) { // the guard first: it kills by number
            if (process != null) {
                process.destroyForcibly();
                awaitEnd(process, Duration.ofSeconds(10));
            }
        }
        guard = null;
        broker = null;
        mapper = null;
    }

    synchronized void close() throws IOException {
        kill();
        try (var files = Files.walk(folder)) {
            for (Path path :
                    files.sorted((left, right) -> right.compareTo(left)).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    String tool(String name, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(TOOLS.resolve(name).toString(), "--quiet"));
        command.addAll(arguments);
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().putAll(environment());
            Process process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            if (code != 0) {
                throw new IllegalStateException(String.join(" ", command) + " ended with " + code + ": " + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + name + " ran", e);
        }
    }

    private Process launch(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        builder.environment().putAll(environment());
        return builder.start();
    }

    private Process guard(long... pids) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "sh",
                "-c",
                "trap '' INT TERM HUP; read -r _; folder=$1; shift; kill -9 \"$@\"; rm -rf \"$folder\"",
                "rabbitmq-guard",
                folder.toString()));
        for (long pid : pids) {
            command.add(Long.toString(pid));
        }
        return new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private Map<String, String> environment() {
        return Map.ofEntries(
                Map.entry("HOME", folder.toString()),
                Map.entry("LC_ALL", "C.UTF-8"),
                Map.entry("ERL_EPMD_PORT", Integer.toString(mapperPort)),
                Map.entry("RUNNING_UNDER_SYSTEMD", "true"), // the script becomes the broker, and its process id stays
                Map.entry("RABBITMQ_NODENAME", node),
                Map.entry("RABBITMQ_DIST_PORT", Integer.toString(distributionPort)),
                Map.entry(
                        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS",
                        "-start_epmd false -kernel inet_dist_use_interface {127,0,0,1}"),
                Map.entry(
                        "RABBITMQ_CONF_ENV_FILE",
                        folder.resolve("rabbitmq-env.conf").toString()),
                Map.entry(
                        "RABBITMQ_CONFIG_FILE", folder.resolve("rabbitmq.conf").toString()),
                Map.entry(
                        "RABBITMQ_ADVANCED_CONFIG_FILE",
                        folder.resolve("advanced.config").toString()),
                Map.entry(
                        "RABBITMQ_ENABLED_PLUGINS_FILE",
                        folder.resolve("enabled_plugins").toString()),
                Map.entry("RABBITMQ_MNESIA_BASE", folder.resolve("mnesia").toString()),
                Map.entry("RABBITMQ_LOG_BASE", folder.toString()),
                Map.entry("RABBITMQ_PID_FILE", folder.resolve("rabbitmq.pid").toString()),
                Map.entry(
                        "RABBITMQ_GENERATED_CONFIG_DIR",
                        folder.resolve("generated").toString()));
    }

    private void awaitPort(Process process, int awaited, String what, boolean greeted) {
        long deadline = System.nanoTime() + START.toNanos();
        while (!answers(awaited, greeted)) {
            if (!process.isAlive()) {
                throw new IllegalStateException(what + " ended with " + process.exitValue() + " at start: " + logEnd());
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        what + " takes no connections on port " + awaited + " after " + START + ": " + logEnd());
            }
            pause();
        }
    }

    /** Whether somebody accepts there and, where greeted, answers as a broker does: with the first frame of a method. */
    private static boolean answers(int port, boolean greeted) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            if (!greeted) {
                return true;
            }
            socket.setSoTimeout(2_000);
            socket.getOutputStream().write(GREETING);
            InputStream in = socket.getInputStream();
            return in.read() == 1;
        } catch (IOException e) {
            return false;
        }
    }

    private String logEnd() {
        try {
            List<String> lines = Files.readAllLines(log(), StandardCharsets.ISO_8859_1);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
        } catch (IOException e) {
            return "(no log in " + log() + ": " + e.getMessage() + ")";
        }
    }

    private static void awaitEnd(Process process, Duration patience) {
        try {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while process " + process.pid() + " ends", e);
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while RabbitMQ starts", e);
        }
    }
}
