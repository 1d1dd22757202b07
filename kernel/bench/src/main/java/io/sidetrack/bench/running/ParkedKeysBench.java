package io.sidetrack.bench.running;

import io.sidetrack.api.processor.EventRejectedException;
import io.sidetrack.api.processor.Processor;
import io.sidetrack.api.processor.Result;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The main line beside keys that stand on sidings: none, one and ten percent of them. Publishing and processing run at once; the
 * events of the keys that stand aside are parked, and count. The three take turns. {@code ParkedKeysBench [FOLDER [EVENTS
 * [ROUNDS]]]}
 */
public final class ParkedKeysBench {
    private static final PrintStream OUT = System.out;
    private static final int KEYS = 10_000;
    private static final int BATCH = 500;
    private static final int[] PERCENT = {0, 1, 10};

    private ParkedKeysBench() {}

    public static void main(String[] arguments) throws Exception {
        int events = BenchFolder.number(arguments, 1, 100_000) / BATCH * BATCH;
        int rounds = BenchFolder.number(arguments, 2, 7);
        Map<Integer, Line> lines = new LinkedHashMap<>();
        try (BenchFolder folder = BenchFolder.of(arguments, "parked-keys")) {
            OUT.printf(
                    "%,d events of %d bytes in batches of %d over %,d keys, %d rounds in turn, on %s; least / median / greatest%n",
                    events, BenchEvents.BYTES, BATCH, KEYS, rounds, folder.kind());
            for (int percent : PERCENT) {
                lines.put(percent, new Line(new RunningEngine(folder.make(), rejecting(percent))));
            }
            for (Line line : lines.values()) {
                line.engine.start();
                line.run(KEYS);
                line.run(events);
            }
            for (int round = 0; round < rounds; round++) {
                for (Line line : lines.values()) {
                    line.rates.add(line.run(events));
                }
            }
            Ratios none = lines.values().iterator().next().rates;
            lines.forEach((percent, line) -> OUT.printf(
                    "%3d %% of keys parked   %s events/s   beside none %s (aim: 0.95)%n",
                    percent, line.rates.text("%,.0f"), line.rates.to(none).text("%.2f")));
        } finally {
            lines.values().forEach(line -> line.engine.close());
        }
    }

    private static Processor rejecting(int percent) {
        return call -> {
            if (BenchEvents.number(String.valueOf(call.key())) % 100 < percent) {
                throw new EventRejectedException("stays aside");
            }
            return Result.done().future();
        };
    }

    private static final class Line {
        private final RunningEngine engine;
        private final Ratios rates = new Ratios();
        private long published;

        Line(RunningEngine engine) {
            this.engine = engine;
        }

        /** Events per second, from the first publish until the last is done or parked. */
        double run(int events) throws InterruptedException {
            long first = published;
            published += events;
            long began = System.nanoTime();
            engine.publishAll(events / BATCH, batch -> BenchEvents.batch(first + (long) batch * BATCH, BATCH, KEYS));
            engine.awaitSettled(published);
            return events * 1e9 / (System.nanoTime() - began);
        }
    }
}
