package io.sidetrack.bench.brokers;

import io.sidetrack.bench.brokers.contender.Task;
import io.sidetrack.bench.running.BenchFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Turns at full speed: a new queue with persistent messages, handed on into another one, which nobody reads until all are there.
 * The bench asks how many there are fifty times a second.
 */
final class RabbitFullSpeed implements Turn {
    private static final long LOOK_MILLIS = 20;
    private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final String broker;
    private final RabbitQueues queues;
    private final Path runs;
    private final Settings settings;
    private final int prefetch;
    private int turns;

    RabbitFullSpeed(String broker, RabbitQueues queues, Path runs, Settings settings, int prefetch) {
        this.broker = broker;
        this.queues = queues;
        this.runs = runs;
        this.settings = settings;
        this.prefetch = prefetch;
    }

    @Override
    public Figures run(Contender contender) throws Exception {
        String input = "in-" + ++turns;
        String output = "out-" + turns;
        queues.create(input);
        queues.create(output);
        queues.fill(input, settings.events());
        Path folder = Files.createDirectories(runs.resolve(output));
        Task task = new Task(broker, input, output, "hand-on-" + turns, 0, prefetch);
        Figures figures;
        try (ContenderProcess process = contender.start(task, settings, folder)) {
            figures = measure(process, output, folder);
            process.end();
            HotSpots.print(folder, settings, process.marked(), settings.events() - settings.warmUp());
        }
        Ledger ledger = new Ledger(settings.events());
        queues.read(output, settings.events(), ledger);
        ledger.check(contender.name());
        long left = queues.size(input);
        if (left > 0) {
            throw new IllegalStateException(
                    String.format("%s left %,d messages without acknowledgement", contender.name(), left));
        }
        queues.delete(input);
        queues.delete(output);
        BenchFolder.remove(folder);
        return figures;
    }

    private Figures measure(ContenderProcess process, String output, Path folder) throws Exception {
        long warm = await(process, output, settings.warmUp());
        long began = System.nanoTime();
        if (settings.profile()) {
            process.mark();
        }
        double cpuBefore = process.cpuSeconds();
        long end = await(process, output, settings.events());
        double seconds = (System.nanoTime() - began) / 1e9;
        double cpu = process.cpuSeconds() - cpuBefore;
        process.printThreads();
        return Figures.ofThroughput((end - warm) / seconds, cpu / (end - warm) * 1e6, process.peakMebibytes());
    }

    /** Until so many are there; returns how many are. */
    private long await(ContenderProcess process, String output, long wanted) throws Exception {
        long before = -1;
        long moved = System.nanoTime();
        while (true) {
            long size = queues.size(output);
            if (size >= wanted) {
                return size;
            }
            process.checkAlive();
            if (size > before) {
                before = size;
                moved = System.nanoTime();
            } else if (System.nanoTime() - moved > STUCK_NANOS) {
                throw new IllegalStateException(String.format(
                        "%s stands still at %,d of %,d events:%n%s", process.name(), size, wanted, process.said()));
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
    }
}
