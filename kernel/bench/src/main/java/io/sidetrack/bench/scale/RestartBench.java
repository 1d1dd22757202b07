package io.sidetrack.bench.scale;

import io.sidetrack.api.processor.EventRejectedException;
import io.sidetrack.bench.running.BenchEvents;
import io.sidetrack.bench.running.BenchFolder;
import io.sidetrack.bench.running.Ratios;
import io.sidetrack.bench.running.RunningEngine;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Very many parked, a node killed while it takes more, and how long the next one needs until it is ready: a real node with a real
 * plugin in a process of its own, timed from the start of the process. The file is in the page cache of the machine, as after a
 * crash of the process and not of the machine. {@code RestartBench [FOLDER [PARKED [KEYS [ROUNDS]]]]}
 */
public final class RestartBench {
    private static final PrintStream OUT = System.out;
    private static final int BATCH = 1_000;
    private static final int BATCHES_BEFORE_KILL = 20;
    private static final String CONFIG = """
            http: {port: 0}
            channels:
              in: {max-events: 100000000}
            subscriptions:
              bench:
                processor: bench.run
                from: [in]
                retry: {attempts: 1}
                circuit: false
                max-parked: 100000000
            """;

    private RestartBench() {}

    public static void main(String[] arguments) throws Exception {
        int parked = BenchFolder.number(arguments, 1, 1_000_000) / BATCH * BATCH;
        int keys = BenchFolder.number(arguments, 2, 10_000);
        int rounds = BenchFolder.number(arguments, 3, 5);
        try (BenchFolder folder = BenchFolder.of(arguments, "restart")) {
            Path home = folder.path();
            double perSecond = park(Files.createDirectories(home.resolve("data")), parked, keys);
            Files.writeString(home.resolve("sidetrack.yaml"), CONFIG);
            PluginJar.write(
                    Files.createDirectories(home.resolve("plugins")).resolve("bench.jar"),
                    "bench",
                    RejectingPlugin.class);
            OUT.printf(
                    "%,d events of %d bytes parked on %,d sidings at %,.0f/s, %d MB, on %s%n",
                    parked,
                    BenchEvents.BYTES,
                    keys,
                    perSecond,
                    Files.size(home.resolve("data/sidetrack.db")) >> 20,
                    folder.kind());
            Ratios seconds = new Ratios();
            for (int round = 0; round < rounds; round++) {
                NodeProcess node = NodeProcess.start(home);
                seconds.add(node.secondsToReady());
                killWhileItParks(node, round, keys);
            }
            OUT.printf(
                    "start to ready after kill -9: %s s, least / median / greatest of %d (aim: 5)%n",
                    seconds.text("%.2f"), rounds);
        }
    }

    private static double park(Path data, int parked, int keys) throws InterruptedException {
        try (RunningEngine engine = new RunningEngine(data, call -> {
            throw new EventRejectedException("stays aside");
        })) {
            long began = System.nanoTime();
            engine.start();
            engine.publishAll(parked / BATCH, batch -> BenchEvents.batch((long) batch * BATCH, BATCH, keys));
            engine.awaitAside(parked);
            return parked * 1e9 / (System.nanoTime() - began);
        }
    }

    private static void killWhileItParks(NodeProcess node, int round, int keys)
            throws IOException, InterruptedException {
        try {
            for (int i = 0; i < BATCHES_BEFORE_KILL; i++) {
                long batch = round * (long) BATCHES_BEFORE_KILL + i;
                node.publishAll("in", BenchEvents.json("more", batch * BATCH, BATCH, keys));
            }
        } finally {
            node.kill();
        }
    }
}
