package io.sidetrack.bench.brokers;

import io.sidetrack.bench.brokers.contender.BareQueueLoop;
import io.sidetrack.bench.brokers.contender.Task;
import io.sidetrack.bench.running.BenchFolder;
import io.sidetrack.testkit.server.RabbitServer;
import java.net.URI;
import java.util.List;

/**
 * RabbitMQ → processor → RabbitMQ: the packed node beside a loop written by hand on RabbitMQ's Java client, each in a JVM of its
 * own, in turns. Persistent messages of 512 bytes, confirms, acknowledged by hand, the same prefetch. Its settings are system
 * properties; see {@link Settings}; {@code -Dqueue-type=quorum} takes quorum queues instead of classic ones.
 */
public final class RabbitBench {
    private static final int EVENTS = 200_000;
    private static final int PREFETCH = 1_000;

    private RabbitBench() {}

    public static void main(String[] arguments) throws Exception {
        Settings settings = Settings.ofSystem(EVENTS);
        String type = System.getProperty("queue-type", "classic");
        try (BenchFolder folder = BenchFolder.of(new String[] {settings.folder().toString()}, "rabbit");
                RabbitServer server = RabbitServer.start();
                RabbitQueues queues = new RabbitQueues(server.uri(), type)) {
            List<Contender> contenders = List.of(
                    new Contender.Loop(Contender.BARE, "rabbit", BareQueueLoop.class),
                    new SidetrackNode(folder.path().resolve("installed"), RabbitBench::configuration));
            Comparison.run(
                            "RabbitMQ to RabbitMQ, " + type + " queues, prefetch " + PREFETCH,
                            contenders,
                            settings,
                            new RabbitFullSpeed(server.uri(), queues, folder.path(), settings, PREFETCH))
                    .print();
        }
    }

    private static String configuration(Task task) {
        URI uri = URI.create(task.broker());
        return """
                http: {port: 0}
                brokers: {rabbit: {adapter: rabbitmq, options: {hosts: ["%s:%d"], prefetch: %d}}}
                channels:
                  in: {broker: rabbit, address: %s}
                  out: {broker: rabbit, address: %s}
                subscriptions:
                  %s: {processor: bench.hand-on, from: [in], to: {out: out}}
                """.formatted(uri.getHost(), uri.getPort(), task.inFlight(), task.input(), task.output(), task.group());
    }
}
