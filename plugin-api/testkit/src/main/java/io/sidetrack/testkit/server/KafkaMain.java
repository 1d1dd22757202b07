package io.sidetrack.testkit.server;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * The main class of a {@link KafkaServer}'s process. Calls Kafka by reflection, because only its callers have it: formatting and
 * serving in one JVM costs half the time of Kafka's two scripts, and errors of the start are told rather than logged.
 */
final class KafkaMain {
    private static final String CLUSTER = "c2lkZXRyYWNrLXRlc3RzIQ";
    private static final byte RUNNING = 3;

    private KafkaMain() {}

    public static void main(String[] args) throws Exception {
        PrintStream parent = ChildProcess.adopt();
        try {
            Path file = Path.of(args[0]);
            Properties properties = new Properties();
            try (var in = Files.newBufferedReader(file)) {
                properties.load(in);
            }
            if (Files.notExists(Path.of(properties.getProperty("log.dirs"), "meta.properties"))) {
                format(file);
            }
            serve(properties);
            awaitRunning();
            parent.println(ChildProcess.READY);
        } catch (Exception | LinkageError e) {
            e.printStackTrace(System.err);
            Runtime.getRuntime().halt(1);
        }
    }

    private static void format(Path file) throws ReflectiveOperationException, IOException {
        String[] command = {"format", "--cluster-id", CLUSTER, "--config", file.toString()};
        Object code = Class.forName("kafka.tools.StorageTool")
                .getMethod("execute", String[].class, PrintStream.class)
                .invoke(null, command, System.err);
        if (!Integer.valueOf(0).equals(code)) {
            throw new IOException("Kafka's storage tool ended with " + code);
        }
    }

    private static void serve(Properties properties) throws ReflectiveOperationException {
        Class<?> configType = Class.forName("kafka.server.KafkaConfig");
        Class<?> timeType = Class.forName("org.apache.kafka.common.utils.Time");
        Object config = configType
                .getMethod("fromProps", Properties.class, boolean.class)
                .invoke(null, properties, false);
        Class<?> serverType = Class.forName("kafka.server.KafkaRaftServer");
        Object server = serverType
                .getConstructor(configType, timeType)
                .newInstance(config, timeType.getField("SYSTEM").get(null));
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            try {
                                serverType.getMethod("shutdown").invoke(server);
                            } catch (ReflectiveOperationException e) {
                                e.printStackTrace(System.err);
                            }
                        },
                        "kafka-shutdown"));
        serverType.getMethod("startup").invoke(server);
    }

    /** Clients are served once the controller has unfenced the broker, which Kafka shows in no other way than this gauge. */
    private static void awaitRunning() throws JMException, InterruptedException {
        MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
        ObjectName state = new ObjectName("kafka.server:type=KafkaServer,name=BrokerState");
        while (!(beans.getAttribute(state, "Value") instanceof Number number) || number.byteValue() != RUNNING) {
            Thread.sleep(10);
        }
    }
}
