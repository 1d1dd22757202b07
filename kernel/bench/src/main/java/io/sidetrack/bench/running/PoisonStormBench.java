package io.sidetrack.bench.running;

import io.sidetrack.api.processor.EventRejectedException;
import io.sidetrack.api.processor.Invocation;
import io.sidetrack.api.processor.Processor;
import io.sidetrack.api.processor.Result;
import io.sidetrack.kernel.store.ErrorStore.ErrorFilter;
import io.sidetrack.kernel.store.ErrorStore.ErroredSummary;
import io.sidetrack.kernel.store.ErrorStore.Page;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Every key fails: how fast that is parked, and how fast it drains in order while every head is decided to run again; beside the
 * main line, which does the same events on another store. The same with a tenth of the keys, where a decision releases ten times
 * as many events. Every round begins with a channel that is full and a subscription that starts. {@code PoisonStormBench [FOLDER [EVENTS [ROUNDS]]]}
 */
public final class PoisonStormBench {
    private static final PrintStream OUT = System.out;
    private static final int KEYS = 10_000;
    private static final int FEW_KEYS = KEYS / 10;
    private static final int TO_WARM_UP = 2;
    private static final int BATCH = 500;
    private static final int DECISIONS_UNDER_WAY = 512;

    private final BenchFolder folder;
    private final int events;

    private PoisonStormBench(BenchFolder folder, int events) {
        this.folder = folder;
        this.events = events;
    }

    public static void main(String[] arguments) throws Exception {
        try (BenchFolder folder = BenchFolder.of(arguments, "poison-storm")) {
            int events = BenchFolder.number(arguments, 1, 100_000) / BATCH * BATCH;
            new PoisonStormBench(folder, events).run(BenchFolder.number(arguments, 2, 5));
        }
    }

    private void run(int rounds) throws Exception {
        OUT.printf(
                "%,d events of %d bytes over %,d keys, and over %,d, %d rounds in turn after %d to warm up, on %s; least / median"
                        + " / greatest%n",
                events, BenchEvents.BYTES, KEYS, FEW_KEYS, rounds, TO_WARM_UP, folder.kind());
        for (int round = 0; round < TO_WARM_UP; round++) {
            mainLine();
            new Storm(KEYS).run();
            new Storm(FEW_KEYS).run();
        }
        Ratios mainLine = new Ratios();
        Storm storm = new Storm(KEYS);
        Storm ofFewKeys = new Storm(FEW_KEYS);
        for (int round = 0; round < rounds; round++) {
            mainLine.add(mainLine());
            storm.run();
            ofFewKeys.run();
        }
        OUT.printf("%-28s %s events/s%n", "main line", mainLine.text("%,.0f"));
        storm.print(mainLine);
        ofFewKeys.print(mainLine);
    }

    private double mainLine() throws IOException, InterruptedException {
        Path own = folder.make();
        try (RunningEngine engine = filled(own, KEYS, call -> Result.done().future())) {
            long began = System.nanoTime();
            engine.start();
            engine.awaitDone(events);
            return perSecond(began);
        } finally {
            BenchFolder.remove(own);
        }
    }

    private RunningEngine filled(Path own, int keys, Processor processor) throws InterruptedException {
        RunningEngine engine = new RunningEngine(own, processor);
        engine.publishAll(events / BATCH, batch -> BenchEvents.batch((long) batch * BATCH, BATCH, keys));
        return engine;
    }

    private double perSecond(long began) {
        return events * 1e9 / (System.nanoTime() - began);
    }

    private static List<ErroredSummary> heads(RunningEngine engine) {
        List<ErroredSummary> heads = new ArrayList<>();
        @Nullable String cursor = null;
        do {
            Page<ErroredSummary> page = engine.store()
                    .errors()
                    .list(ErrorFilter.all(), cursor, 1_000)
                    .await();
            heads.addAll(page.items());
            cursor = page.cursor();
        } while (cursor != null);
        return heads;
    }

    private final class Storm {
        private final int keys;
        private final Ratios parked = new Ratios();
        private final Ratios drained = new Ratios();

        Storm(int keys) {
            this.keys = keys;
        }

        void run() throws IOException, InterruptedException {
            Path own = folder.make();
            Poisoned processor = new Poisoned();
            try (RunningEngine engine = filled(own, keys, processor)) {
                long began = System.nanoTime();
                engine.start();
                engine.awaitAside(events);
                parked.add(perSecond(began));
                processor.healthy = true;
                List<ErroredSummary> heads = heads(engine);
                began = System.nanoTime();
                Semaphore underWay = new Semaphore(DECISIONS_UNDER_WAY);
                for (ErroredSummary head : heads) {
                    underWay.acquire();
                    engine.resubmit(head).onComplete(decided -> underWay.release());
                }
                engine.awaitDrained(events);
                drained.add(perSecond(began));
            } finally {
                BenchFolder.remove(own);
            }
            if (processor.overtook > 0) {
                throw new IllegalStateException(processor.overtook + " events ran before an earlier one of their key");
            }
        }

        void print(Ratios mainLine) {
            OUT.printf("with %,d keys%n", keys);
            OUT.printf("  %-26s %s events/s (aim: 50,000)%n", "parked durably", parked.text("%,.0f"));
            OUT.printf("  %-26s %s events/s%n", "drained in order", drained.text("%,.0f"));
            OUT.printf(
                    "  %-26s %s%n",
                    "parked beside main line", parked.to(mainLine).text("%.2f"));
            OUT.printf(
                    "  %-26s %s (aim: 0.50)%n",
                    "drained beside main line", drained.to(mainLine).text("%.2f"));
        }
    }

    /** Fails everything until it is healthy, and then notes the order. Called on the event loop of its shard. */
    private static final class Poisoned implements Processor {
        private final Map<String, Long> latest = new HashMap<>();
        private volatile boolean healthy;
        private volatile long overtook;

        @Override
        public Future<Result> process(Invocation call) {
            if (!healthy) {
                throw new EventRejectedException("poisoned");
            }
            long number = Long.parseLong(call.event().getId());
            Long before = latest.put(String.valueOf(call.key()), number);
            if (before != null && before >= number) {
                overtook++;
            }
            return Result.done().future();
        }
    }
}
