package io.sidetrack.bench.embedded;

import io.sidetrack.bench.running.BenchEvents;
import io.sidetrack.bench.running.BenchFolder;
import io.sidetrack.bench.running.Ratios;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Embedded channels, in one run on one disk: publish to done through the real engine on the real store; beside it embedded Artemis,
 * an append alone, a batched insert into bare SQLite, and bytes in a file with an fsync per batch. All are durable before the
 * publisher goes on, at equal batch, and take turns round by round. {@code EmbeddedBench [FOLDER [ROUNDS]]}
 */
public final class EmbeddedBench {
    private static final PrintStream OUT = System.out;
    private static final int[] BATCHES = {1, 64, 1_024};
    private static final int[] PUBLISHERS = {1, 16};
    private static final long WARM_UP_MILLIS = 600;
    private static final long ROUND_MILLIS = 400;

    private final BenchFolder folder;
    private final int rounds;
    private final long fsyncNanos;

    private EmbeddedBench(BenchFolder folder, int rounds, long fsyncNanos) {
        this.folder = folder;
        this.rounds = rounds;
        this.fsyncNanos = fsyncNanos;
    }

    public static void main(String[] arguments) throws Exception {
        try (BenchFolder folder = BenchFolder.of(arguments, "embedded")) {
            long fsyncNanos = (long) Ratios.percentile(Fsync.nanos(folder.make(), 200), 0.5);
            int rounds = Math.max(5, BenchFolder.number(arguments, 1, 5));
            OUT.printf(
                    "%d bytes of data an event, %d rounds of %d ms in turn, on %s; fsync p50 %d µs; Artemis journal %s;"
                            + " least / median / greatest of the rounds%n%n",
                    BenchEvents.BYTES,
                    rounds,
                    ROUND_MILLIS,
                    folder.kind(),
                    fsyncNanos / 1_000,
                    ArtemisToDone.journal());
            OUT.printf(
                    "publishers batch | %-21s %27s   %22s   %s%n",
                    "contender", "events/s", "beside the insert", "p50 ms a batch");
            new EmbeddedBench(folder, rounds, fsyncNanos).run();
        }
    }

    private void run() throws Exception {
        for (int publishers : PUBLISHERS) {
            for (int batch : BATCHES) {
                compare(new Load(publishers, batch));
            }
        }
    }

    private void compare(Load load) throws Exception {
        List<Standing> all = new ArrayList<>();
        try {
            Standing insert = enter(all, "SQLite batched insert", new BareInsert(folder.make()));
            enter(all, "file append + fsync", new BareFile(folder.make()));
            enter(all, "channel append", new ChannelAppend(folder.make()));
            Standing done = enter(all, "publish to done", new PublishToDone(folder.make()));
            Standing artemis =
                    enter(all, "Artemis to done", new ArtemisToDone(folder.make(), load.batch(), fsyncNanos));
            for (Standing each : all) {
                load.measure(each.contender(), WARM_UP_MILLIS);
            }
            for (int round = 0; round < rounds; round++) {
                for (Standing each : all) {
                    Load.Figures figures = load.measure(each.contender(), ROUND_MILLIS);
                    each.rates().add(figures.perSecond());
                    each.waits().add(figures.medianMillis());
                }
            }
            all.forEach(each -> print(load, each, insert));
            OUT.printf(
                    "%18s %s beside Artemis %s (aim: 3), beside the insert %s (aim: 0.60)%n%n",
                    "",
                    done.name(),
                    done.rates().to(artemis.rates()).text("%.2f"),
                    done.rates().to(insert.rates()).text("%.2f"));
        } finally {
            for (Standing each : all) {
                each.contender().close();
            }
        }
    }

    private static Standing enter(List<Standing> all, String name, Contender contender) {
        Standing standing = new Standing(name, contender, new Ratios(), new Ratios());
        all.add(standing);
        return standing;
    }

    private static void print(Load load, Standing each, Standing insert) {
        OUT.printf(
                "%10d %5d | %-21s %27s   %22s   %.2f%n",
                load.publishers(),
                load.batch(),
                each.name(),
                each.rates().text("%,.0f"),
                each.rates().to(insert.rates()).text("%.2f"),
                each.waits().median());
    }

    private record Standing(String name, Contender contender, Ratios rates, Ratios waits) {}
}
