package io.sidetrack.testkit.server;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A real Kafka broker for tests: one node in KRaft mode, a process of its own, on free ports of the loopback interface. Several
 * together are a {@link KafkaCluster}.
 *
 * <p><b>Life.</b> {@link #create} picks ports and a data folder; {@link #start} formats the folder at its first time and returns
 * when the broker serves; {@link #stop} and {@link #kill} end the process and keep ports and data, so that {@link #start} brings
 * the same broker back; {@link #close}, or the end of the JVM, ends it and deletes its folder. The process also ends when that
 * JVM was killed.
 *
 * <p><b>Class path.</b> The caller has {@code org.apache.kafka:kafka_2.13} in scope test or runtime; {@value #CLASS_PATH} names
 * another class path. What the broker logs goes to {@link #log}, if the class path has an SLF4J provider.
 *
 * <p><b>Threading.</b> Not thread-safe; every call blocks.
 */
public final class KafkaServer implements AutoCloseable {
    /** System property: the class path of the broker where it is not the one of the caller. */
    public static final String CLASS_PATH = "sidetrack.kafka.classpath";

    /** Environment variable: {@code host:port} of a broker that runs already, for {@link #running}. */
    public static final String RUNNING = "SIDETRACK_TEST_KAFKA";

    private static final String HOST = "127.0.0.1";
    private static final Duration START = Duration.ofSeconds(180);
    private static final Duration STOP = Duration.ofSeconds(30);

    private final Path folder;
    private final int port;
    private final int proxiedPort;
    private final int controllerPort;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final Map<String, Integer> listeners = new LinkedHashMap<>();
    private final @Nullable String running;
    private String classPath = System.getProperty(CLASS_PATH, System.getProperty("java.class.path"));
    /** What starts soon serves tests better than what gets fast; verifying its classes costs a fifth of the start. */
    private List<String> jvmOptions = List.of(
            "-Xms256m",
            "-Xmx512m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:-BytecodeVerificationRemote",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=info");

    private int advertisedProxy;
    private int node = 1;
    private int replicas = 1;
    private String voters;
    private @Nullable ServerProcess process;

    private KafkaServer(@Nullable String running) {
        int[] ports = IntStream.generate(FreePorts::next).distinct().limit(3).toArray();
        this.running = running;
        this.port = ports[0];
        this.proxiedPort = ports[1];
        this.controllerPort = ports[2];
        this.advertisedProxy = proxiedPort;
        this.voters = voter();
        try {
            this.folder = Files.createTempDirectory("sidetrack-kafka-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "kafka-server-close"));
    }

    /** A broker that is not started yet. */
    public static KafkaServer create() {
        return new KafkaServer(null);
    }

    /**
     * A started broker for tests that never end it: the one that {@value #RUNNING} names where it is set, else a new one. Closing
     * the former does nothing.
     */
    public static KafkaServer running() {
        String address = System.getenv(RUNNING);
        return new KafkaServer(address == null || address.isBlank() ? null : address).start();
    }

    /** A setting of the broker, over what is set here otherwise: {@code with("auto.create.topics.enable", "false")}. */
    public KafkaServer with(String key, String value) {
        settings.put(key, value);
        return this;
    }

    /**
     * One more listener, named after its security protocol, which calls itself {@code localhost}, on the port that {@link #port}
     * tells. Certificates and users are settings: {@code listener.name.sasl_ssl.…}.
     */
    public KafkaServer listener(String protocol) {
        listeners.put(protocol, FreePorts.next());
        return this;
    }

    /** The port of a {@link #listener}. */
    public int port(String protocol) {
        Integer found = listeners.get(protocol);
        if (found == null) {
            throw new IllegalStateException("no listener " + protocol + "; found " + listeners.keySet());
        }
        return found;
    }

    /** The class path of the broker. */
    public KafkaServer classPath(String value) {
        classPath = value;
        return this;
    }

    /** The options of the broker's JVM, in place of those for a small one that starts soon. */
    public KafkaServer jvmOptions(List<String> options) {
        jvmOptions = List.copyOf(options);
        return this;
    }

    /**
     * Clients that come to {@link #proxiedPort} are told to come back to {@code proxyPort}, where a proxy listens that hands on to
     * {@link #proxiedPort}. Takes effect at the next {@link #start}.
     */
    public KafkaServer advertise(int proxyPort) {
        advertisedProxy = proxyPort;
        return this;
    }

    /** Starts the broker and waits until it serves. An {@link IllegalStateException} with the end of its log where it does not. */
    public KafkaServer start() {
        if (running == null) {
            launch();
            awaitReady();
        }
        return this;
    }

    /** Starts the process, which waits for a majority of its cluster. */
    void launch() {
        if (process != null && process.alive()) {
            throw new IllegalStateException("Kafka runs already at " + bootstrap() + "; stop it first");
        }
        try {
            Path properties = folder.resolve("server.properties");
            try (var out = Files.newBufferedWriter(properties)) {
                properties().store(out, null);
            }
            process = ServerProcess.start(
                    "Kafka at " + bootstrap(),
                    KafkaMain.class,
                    classPath + File.pathSeparator + ServerProcess.classPathOf(KafkaMain.class),
                    jvmOptions,
                    List.of(properties.toString()),
                    log());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void awaitReady() {
        started().awaitReady(START);
    }

    /** The number of this node in its cluster; before its first start. */
    void join(int number) {
        node = number;
    }

    /** Who is in the cluster; before the first start. */
    void quorum(String quorum, int copies) {
        voters = quorum;
        replicas = copies;
    }

    /** How a quorum names this node. */
    String voter() {
        return node + "@" + HOST + ":" + controllerPort;
    }

    /** What clients connect to: {@code host:port}, past any proxy. */
    public String bootstrap() {
        return running != null ? running : HOST + ":" + port;
    }

    /** The port to which a proxy hands on; see {@link #advertise}. */
    public int proxiedPort() {
        return proxiedPort;
    }

    /** The broker's log; appended to at each start, deleted by {@link #close}. */
    public Path log() {
        return folder.resolve("kafka.log");
    }

    /** The number of the broker's process. */
    public long pid() {
        return started().pid();
    }

    /** Ends the broker as an operator does: it leaves in order. Killed where that takes longer than 30 seconds. */
    public void stop() {
        started().terminate(STOP);
    }

    /** Ends the broker as a crash does ({@code kill -9}). */
    public void kill() {
        started().kill();
    }

    @Override
    public void close() {
        if (process != null) {
            process.kill();
        }
        if (Files.exists(folder)) {
            ServerProcess.delete(folder);
        }
    }

    private ServerProcess started() {
        if (process == null) {
            throw new IllegalStateException(
                    running == null
                            ? "Kafka was not started"
                            : "Kafka at " + running + " runs outside of these tests; unset " + RUNNING);
        }
        return process;
    }

    private Properties properties() {
        Properties all = new Properties();
        all.put("process.roles", "broker,controller");
        all.put("node.id", Integer.toString(node));
        all.put("controller.quorum.voters", voters);
        all.put("controller.listener.names", "CONTROLLER");
        all.put("inter.broker.listener.name", "PLAINTEXT");
        all.put(
                "listener.security.protocol.map",
                "PLAINTEXT:PLAINTEXT,PROXIED:PLAINTEXT,CONTROLLER:PLAINTEXT"
                        + further((name, at) -> name + ":" + name));
        all.put(
                "listeners",
                listeners(proxiedPort) + further((name, at) -> name + "://" + HOST + ":" + at) + ",CONTROLLER://" + HOST
                        + ":" + controllerPort);
        all.put(
                "advertised.listeners",
                listeners(advertisedProxy) + further((name, at) -> name + "://localhost:" + at));
        all.put("log.dirs", folder.resolve("data").toString());
        // Every node holds everything, and a first group or transaction does not wait for 50 partitions to be made.
        for (String topic : List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
            all.put(topic + ".replication.factor", Integer.toString(replicas));
            all.put(topic + ".num.partitions", "3");
        }
        all.put("transaction.state.log.min.isr", "1");
        all.put("share.coordinator.state.topic.min.isr", "1");
        all.put("group.initial.rebalance.delay.ms", "0");
        all.putAll(settings);
        return all;
    }

    private String further(BiFunction<String, Integer, String> described) {
        StringBuilder all = new StringBuilder();
        listeners.forEach((name, at) -> all.append(',').append(described.apply(name, at)));
        return all.toString();
    }

    private String listeners(int proxied) {
        return "PLAINTEXT://" + HOST + ":" + port + ",PROXIED://" + HOST + ":" + proxied;
    }
}
