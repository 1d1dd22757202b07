package io.sidetrack.bench.brokers;

import io.sidetrack.bench.brokers.contender.BareEventLoop;
import io.sidetrack.bench.brokers.contender.BareKeyedLoop;
import io.sidetrack.bench.brokers.contender.BareLoop;
import io.sidetrack.bench.brokers.contender.ParallelConsumer;
import io.sidetrack.bench.brokers.contender.SpringBatch;
import io.sidetrack.bench.brokers.contender.Task;
import io.sidetrack.bench.running.BenchFolder;
import io.sidetrack.testkit.server.KafkaServer;
import java.util.ArrayList;
import java.util.List;

/**
 * Kafka → processor → Kafka: the packed node beside loops written by hand and beside other libraries, each in a JVM of its own, in
 * turns. Values of 512 bytes, 10,000 keys, 8 partitions, acks=all, committed once what was emitted is confirmed. Its settings are
 * system properties; see {@link Settings}.
 */
public final class KafkaBench {
    private static final int EVENTS = 2_000_000;
    private static final int WORK_MILLIS = 5;
    private static final int IN_FLIGHT = 1_000;

    private KafkaBench() {}

    public static void main(String[] arguments) throws Exception {
        Settings settings = Settings.ofSystem(EVENTS);
        try (BenchFolder folder = BenchFolder.of(new String[] {settings.folder().toString()}, "kafka");
                KafkaServer server = KafkaServer.create()
                        .jvmOptions(List.of("-Xms1g", "-Xmx1g"))
                        .start();
                KafkaTopics topics = new KafkaTopics(server.bootstrap())) {
            KafkaBroker broker = new KafkaBroker(server.bootstrap(), topics, folder.path());
            List<Comparison> comparisons = new ArrayList<>();
            if (settings.does("hand-on")) {
                comparisons.add(handOn(broker, settings));
            }
            if (settings.does("work")) {
                comparisons.add(work(broker, settings));
            }
            if (settings.does("rate")) {
                comparisons.add(rate(broker, settings));
            }
            comparisons.forEach(Comparison::print);
        }
    }

    private static Comparison handOn(KafkaBroker broker, Settings settings) throws Exception {
        fill(broker, "hand-on", settings.events());
        Turn turn = new KafkaFullSpeed(broker, settings, "hand-on", settings.events(), 0, IN_FLIGHT);
        List<Contender> contenders = List.of(
                new Contender.Loop(Contender.BARE, "bare", BareLoop.class),
                new Contender.Loop("bare event loop", "bare", BareEventLoop.class),
                node(broker, "hand-on", ""),
                new Contender.Loop("spring kafka", "spring", SpringBatch.class),
                new Contender.Loop("parallel consumer", "parallel", ParallelConsumer.class));
        return Comparison.run("Kafka to Kafka, handed on", contenders, settings, turn);
    }

    private static Comparison work(KafkaBroker broker, Settings settings) throws Exception {
        int events = settings.events() / 2;
        fill(broker, "work", events);
        Turn turn = new KafkaFullSpeed(broker, settings, "work", events, WORK_MILLIS, IN_FLIGHT);
        List<Contender> contenders = List.of(
                new Contender.Loop(Contender.BARE, "bare", BareKeyedLoop.class),
                node(broker, "work", ", concurrency: " + IN_FLIGHT),
                new Contender.Loop("parallel consumer", "parallel", ParallelConsumer.class));
        return Comparison.run(
                "Kafka to Kafka, 5 ms of work for each that holds no thread, 1,000 in flight",
                contenders,
                settings,
                turn);
    }

    private static Comparison rate(KafkaBroker broker, Settings settings) throws Exception {
        List<Contender> contenders =
                List.of(new Contender.Loop(Contender.BARE, "bare", BareLoop.class), node(broker, "hand-on", ""));
        return Comparison.run("Kafka to Kafka at 5,000/s", contenders, settings, new KafkaFixedRate(broker, settings));
    }

    private static void fill(KafkaBroker broker, String topic, int events) throws Exception {
        broker.topics().create(topic);
        broker.topics().fill(topic, events);
    }

    /** Defaults of the node and of its adapter, but for what the work says. */
    private static Contender node(KafkaBroker broker, String processor, String more) {
        return new SidetrackNode(broker.folder().resolve("installed"), task -> configuration(task, processor, more));
    }

    private static String configuration(Task task, String processor, String more) {
        return """
                http: {port: 0}
                brokers: {kafka: {adapter: kafka, options: {bootstrap.servers: "%s"}}}
                channels:
                  in: {broker: kafka, address: %s}
                  out: {broker: kafka, address: %s}
                subscriptions:
                  %s: {processor: bench.%s, from: [in], to: {out: out}%s}
                """.formatted(task.broker(), task.input(), task.output(), task.group(), processor, more);
    }
}
