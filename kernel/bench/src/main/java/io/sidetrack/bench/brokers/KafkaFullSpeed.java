package io.sidetrack.bench.brokers;

import io.sidetrack.bench.brokers.contender.Task;
import io.sidetrack.bench.running.BenchFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Turns at full speed: a filled topic, read by a new group into a new topic. Nothing watches meanwhile but a look at the end of
 * the output, twenty times a second; the rate is told afterwards by the times at which the broker appended what came out.
 */
final class KafkaFullSpeed implements Turn {
    private static final long LOOK_MILLIS = 50;
    private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final KafkaBroker broker;
    private final Settings settings;
    private final String input;
    private final int events;
    private final int warmUp;
    private final int workMillis;
    private final int inFlight;
    private int turns;

    /** @param input a topic that is filled with so many events */
    KafkaFullSpeed(KafkaBroker broker, Settings settings, String input, int events, int workMillis, int inFlight) {
        this.broker = broker;
        this.settings = settings;
        this.input = input;
        this.events = events;
        this.warmUp = Math.min(settings.warmUp(), events / 2);
        this.workMillis = workMillis;
        this.inFlight = inFlight;
    }

    @Override
    public Figures run(Contender contender) throws Exception {
        KafkaTopics topics = broker.topics();
        String output = input + "-out-" + ++turns;
        String group = input + "-group-" + turns;
        topics.create(output);
        Path folder = Files.createDirectories(broker.folder().resolve(output));
        Task task = new Task(broker.address(), input, output, group, workMillis, inFlight);
        Figures figures;
        try (ContenderProcess process = contender.start(task, settings, folder)) {
            figures = measure(process, output, folder);
            process.end();
            HotSpots.print(folder, settings, process.marked(), events - warmUp);
        }
        long committed = topics.committed(input, group);
        if (committed != events) {
            throw new IllegalStateException(
                    String.format("%s committed %,d of %,d events when it ended", contender.name(), committed, events));
        }
        topics.delete(output);
        BenchFolder.remove(folder);
        return figures;
    }

    private Figures measure(ContenderProcess process, String output, Path folder) throws Exception {
        long warm = await(process, output, warmUp);
        if (settings.profile()) {
            process.mark();
        }
        double cpuBefore = process.cpuSeconds();
        long end = await(process, output, events);
        double cpu = process.cpuSeconds() - cpuBefore;
        process.printThreads();
        double peak = process.peakMebibytes();
        Ledger ledger = new Ledger(events);
        long[] times = broker.topics().read(output, events, ledger);
        ledger.check(process.name());
        double seconds = (times[events - 1] - times[warmUp]) / 1e3;
        return Figures.ofThroughput((events - warmUp) / seconds, cpu / (end - warm) * 1e6, peak);
    }

    /** Until so many have come out; returns how many have. */
    private long await(ContenderProcess process, String output, long wanted) throws Exception {
        long before = -1;
        long moved = System.nanoTime();
        while (true) {
            long size = broker.topics().size(output);
            if (size >= wanted) {
                return size;
            }
            process.checkAlive();
            if (size > before) {
                before = size;
                moved = System.nanoTime();
            } else if (System.nanoTime() - moved > STUCK_NANOS) {
                throw new IllegalStateException(String.format(
                        "%s stands still at %,d of %,d events:%n%s", process.name(), size, events, process.said()));
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
    }
}
