package io.sidetrack.bench.isolation;

import io.sidetrack.bench.running.BenchEvents;
import io.sidetrack.bench.running.BenchFolder;
import io.sidetrack.bench.running.Ratios;
import io.sidetrack.bench.scale.NodeProcess;
import io.sidetrack.bench.scale.PluginJar;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * What a bad plugin costs another one, and health: a real node in a process of its own with two plugins. One counts events, as
 * fast as four publishers over HTTP bring them: alone, and while the other gets 100 events a second and mistreats them, in turn.
 * The first row has a neighbour that behaves: what it costs, its events cost. {@code BadPluginBench [FOLDER [EVENTS [ROUNDS]]]}
 */
public final class BadPluginBench {
    private static final PrintStream OUT = System.out;
    private static final List<String> NEIGHBOURS = List.of(
            "behaves",
            "throws",
            "throws-error",
            "returns-null",
            "never-ends",
            "blocks",
            "blocks-pool",
            "exits",
            "floods-log",
            "starts-threads",
            "leaks-timers");
    private static final int BATCH = 250;
    private static final int PUBLISHERS = 4;
    private static final int KEYS = 1_000;
    private static final int WARM_UPS = 5;
    private static final long LEAD_NANOS = 1_000_000_000;
    private static final String CONFIG = """
            http: {port: 0}
            channels: {in: {max-events: 100000000}, counted: {max-events: 100000000}, mistreated: {}}
            subscriptions:
              count: {processor: good.count, from: [in], to: {counted: counted}}
              neighbour: {processor: neighbour.%s, from: [mistreated], timeout: 500ms, grace: 500ms, retry: {attempts: 1}}
            """;

    private BadPluginBench() {}

    public static void main(String[] arguments) throws Exception {
        int events = BenchFolder.number(arguments, 1, 30_000) / (BATCH * PUBLISHERS) * (BATCH * PUBLISHERS);
        int rounds = BenchFolder.number(arguments, 2, 5);
        try (BenchFolder folder = BenchFolder.of(arguments, "isolation")) {
            OUT.printf(
                    "%,d events a run, %d rounds, on %s; rates and ratios least / median / greatest%n",
                    events, rounds, folder.kind());
            for (String neighbour : NEIGHBOURS) {
                Path home = home(folder.make(), neighbour);
                NodeProcess node = NodeProcess.start(home);
                try {
                    compare(neighbour, node, events, rounds);
                } finally {
                    node.kill();
                    BenchFolder.remove(home);
                }
            }
        }
    }

    private static void compare(String neighbour, NodeProcess node, int events, int rounds) throws Exception {
        Counting counting = new Counting(node, events);
        for (int warmUp = 0; warmUp < WARM_UPS; warmUp++) {
            counting.run();
        }
        Ratios alone = new Ratios();
        Ratios beside = new Ratios();
        HealthTimes health = new HealthTimes();
        for (int round = 0; round < rounds; round++) {
            alone.add(counting.run());
            Load load = new Load(node, round);
            health.watch(node);
            LockSupport.parkNanos(LEAD_NANOS);
            beside.add(counting.run());
            health.end();
            load.end();
        }
        OUT.printf(
                "%-15s %s/s alone; beside it %s/s, %s of alone (aim for a bad one: 0.8); health %s%n",
                neighbour,
                alone.text("%,.0f"),
                beside.text("%,.0f"),
                beside.to(alone).text("%.2f"),
                health.shown());
    }

    private static Path home(Path home, String neighbour) throws IOException {
        Files.createDirectories(home.resolve("data"));
        Path plugins = Files.createDirectories(home.resolve("plugins"));
        PluginJar.write(plugins.resolve("good.jar"), "good", CountingPlugin.class);
        PluginJar.write(plugins.resolve("neighbour.jar"), "neighbour", NeighbourPlugin.class);
        Files.writeString(home.resolve("sidetrack.yaml"), CONFIG.formatted(neighbour));
        return home;
    }

    /** Publishes so many events and waits until they are done. */
    private static final class Counting {
        private final NodeProcess node;
        private final int events;
        private long published;

        Counting(NodeProcess node, int events) {
            this.node = node;
            this.events = events;
        }

        /** Events per second, from the first publish until all are done. */
        double run() throws Exception {
            long first = published;
            published += events;
            long began = System.nanoTime();
            Tasks publishers = new Tasks();
            for (int publisher = 0; publisher < PUBLISHERS; publisher++) {
                long from = first + (long) publisher * events / PUBLISHERS;
                publishers.start("publisher", () -> {
                    for (long number = from; number < from + events / PUBLISHERS; number += BATCH) {
                        node.publishAll("in", BenchEvents.json("in", number, BATCH, KEYS));
                    }
                });
            }
            publishers.join();
            while (node.subscription("count").getLong("processed") < published) {
                LockSupport.parkNanos(2_000_000);
            }
            return events * 1e9 / (System.nanoTime() - began);
        }
    }

    /** A hundred events a second for the neighbour, each of a key of its own, until its end. */
    private static final class Load {
        private static final int AT_ONCE = 5;
        private static final long EVERY_NANOS = 50_000_000;
        private final Tasks task = new Tasks();
        private volatile boolean ends;

        Load(NodeProcess node, int round) {
            task.start("load", () -> {
                String source = "round" + round;
                for (long number = 0; !ends; number += AT_ONCE) {
                    node.publishAll("mistreated", BenchEvents.json(source, number, AT_ONCE, Integer.MAX_VALUE));
                    LockSupport.parkNanos(EVERY_NANOS);
                }
            });
        }

        void end() throws Exception {
            ends = true;
            task.join();
        }
    }
}
