package io.sidetrack.bench.embedded;

import io.sidetrack.bench.running.BenchEvents;
import io.sidetrack.bench.running.BenchFolder;
import io.sidetrack.bench.running.Ratios;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/**
 * How long one publisher waits who sends one event at a time: an append to a channel, beside the write and fsync of one page, in
 * turn. {@code LonePublisherBench [FOLDER [ROUNDS]]}
 */
public final class LonePublisherBench {
    private static final PrintStream OUT = System.out;
    private static final int WAITS = 300;

    private LonePublisherBench() {}

    public static void main(String[] arguments) throws Exception {
        int rounds = Math.max(5, BenchFolder.number(arguments, 1, 9));
        Waits fsync = new Waits("one fsync");
        Waits append = new Waits("append to a channel");
        Waits inserted = new Waits("insert into bare SQLite");
        try (BenchFolder folder = BenchFolder.of(arguments, "lone-publisher");
                ChannelAppend channel = new ChannelAppend(folder.make());
                BareInsert insert = new BareInsert(folder.make())) {
            OUT.printf(
                    "%d events of %d bytes, one at a time, %d rounds in turn after one to warm up, on %s; least / median / greatest%n",
                    WAITS, BenchEvents.BYTES, rounds, folder.kind());
            Path pages = folder.make();
            for (int round = -1; round < rounds; round++) {
                fsync.add(round, Fsync.nanos(pages, WAITS));
                append.add(round, waits(channel.publisher(), round * 2L));
                inserted.add(round, waits(insert.publisher(), round * 2L + 1));
            }
        }
        for (Waits each : List.of(fsync, append, inserted)) {
            OUT.printf(
                    "%-24s p50 %s ms   p99 %s ms   p50 in fsyncs %s%n",
                    each.name,
                    each.medians.text("%.2f"),
                    each.ninetyNinths.text("%.2f"),
                    each.medians.to(fsync.medians).text("%.2f"));
        }
        OUT.println("aim: an append waits at most 1.50 fsyncs");
    }

    private static long[] waits(Contender.Publisher publisher, long block) throws Exception {
        long[] nanos = new long[WAITS];
        for (int i = 0; i < WAITS; i++) {
            var event = BenchEvents.batch((block + 2) * WAITS + i, 1, 1_000);
            long began = System.nanoTime();
            publisher.publish(event);
            nanos[i] = System.nanoTime() - began;
        }
        return nanos;
    }

    private static final class Waits {
        private final String name;
        private final Ratios medians = new Ratios();
        private final Ratios ninetyNinths = new Ratios();

        Waits(String name) {
            this.name = name;
        }

        /** The rounds count from 0; what is before warms up. */
        void add(int round, long[] nanos) {
            if (round >= 0) {
                medians.add(Ratios.percentile(nanos, 0.5) / 1e6);
                ninetyNinths.add(Ratios.percentile(nanos, 0.99) / 1e6);
            }
        }
    }
}
