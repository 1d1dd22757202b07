package io.sidetrack.bench.brokers;

import io.sidetrack.bench.brokers.contender.Task;
import io.sidetrack.bench.running.BenchFolder;
import io.sidetrack.bench.running.Ratios;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Turns at a fixed rate: how long it takes from when an event was to be sent, by the schedule, until the bench has read what came
 * of it. The bench's own way to and from the broker is in it, for all alike.
 */
final class KafkaFixedRate implements Turn {
    static final int PER_SECOND = 5_000;

    private static final long NANOS_PER_EVENT = 1_000_000_000L / PER_SECOND;
    private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaBroker broker;
    private final Settings settings;
    private int turns;

    KafkaFixedRate(KafkaBroker broker, Settings settings) {
        this.broker = broker;
        this.settings = settings;
    }

    @Override
    public Figures run(Contender contender) throws Exception {
        KafkaTopics topics = broker.topics();
        String input = "rate-in-" + ++turns;
        String output = "rate-out-" + turns;
        topics.create(input);
        topics.create(output);
        Path folder = Files.createDirectories(broker.folder().resolve(output));
        Task task = new Task(broker.address(), input, output, "rate-group-" + turns, 0, 0);
        Figures figures;
        try (ContenderProcess process = contender.start(task, settings, folder)) {
            figures = measure(process, input, output, folder);
            process.end();
            HotSpots.print(folder, settings, process.marked(), all() - warmUps());
        }
        topics.delete(input);
        topics.delete(output);
        BenchFolder.remove(folder);
        return figures;
    }

    /** As fast as it goes, so that the compiler has seen everything. */
    private int burst() {
        return settings.warmUp() / 5;
    }

    /** The burst, and then a quarter of the time at the rate. */
    private int warmUps() {
        return burst() + PER_SECOND * settings.rateSeconds() / 4;
    }

    private int all() {
        return warmUps() + PER_SECOND * settings.rateSeconds();
    }

    private Figures measure(ContenderProcess process, String input, String output, Path folder) throws Exception {
        Ledger ledger = new Ledger(all());
        long[] nanos = new long[all()];
        try (KafkaProducer<byte[], byte[]> producer = broker.topics().producer(0);
                KafkaConsumer<byte[], byte[]> consumer = broker.topics().consumer(output)) {
            Reader reader = new Reader(process, consumer, ledger, nanos);
            CompletableFuture<Void> burst = CompletableFuture.runAsync(() -> send(producer, input, 0, burst(), 0));
            reader.read(burst());
            burst.get();
            CompletableFuture<Void> rest =
                    CompletableFuture.runAsync(() -> send(producer, input, burst(), all(), NANOS_PER_EVENT));
            int before = reader.read(warmUps());
            if (settings.profile()) {
                process.mark();
            }
            double cpuBefore = process.cpuSeconds();
            int after = reader.read(all());
            double cpu = process.cpuSeconds() - cpuBefore;
            process.printThreads();
            rest.get();
            ledger.check(process.name());
            long[] counted = Arrays.copyOfRange(nanos, warmUps(), all());
            return new Figures(
                    PER_SECOND,
                    cpu / (after - before) * 1e6,
                    process.peakMebibytes(),
                    Ratios.percentile(counted, 0.5) / 1e6,
                    Ratios.percentile(counted, 0.99) / 1e6);
        }
    }

    /** Keeps to the schedule: an event that is late, because the bench was, counts from when it should have been sent. */
    private static void send(
            KafkaProducer<byte[], byte[]> producer, String topic, int from, int to, long nanosPerEvent) {
        long began = System.nanoTime();
        for (int number = from; number < to; number++) {
            long due = began + (number - from) * nanosPerEvent;
            long now = System.nanoTime();
            while (now < due) {
                LockSupport.parkNanos(due - now);
                now = System.nanoTime();
            }
            byte[] key = BenchValue.keyBytes(BenchValue.keyOf(number));
            producer.send(new ProducerRecord<>(topic, key, BenchValue.of(number, due)));
        }
        producer.flush();
    }

    /** Reads what comes out and notes how long each took. */
    private static final class Reader {
        private final ContenderProcess process;
        private final KafkaConsumer<byte[], byte[]> consumer;
        private final Ledger ledger;
        private final long[] nanos;
        private int came;

        Reader(ContenderProcess process, KafkaConsumer<byte[], byte[]> consumer, Ledger ledger, long[] nanos) {
            this.process = process;
            this.consumer = consumer;
            this.ledger = ledger;
            this.nanos = nanos;
        }

        /** Until so many have come; returns how many have. */
        int read(int wanted) throws Exception {
            long moved = System.nanoTime();
            while (came < wanted) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
                long now = System.nanoTime();
                for (ConsumerRecord<byte[], byte[]> record : records) {
                    ledger.add(record.value());
                    nanos[(int) BenchValue.number(record.value())] = now - BenchValue.at(record.value());
                    came++;
                }
                process.checkAlive();
                if (!records.isEmpty()) {
                    moved = now;
                } else if (now - moved > STUCK_NANOS) {
                    throw new IllegalStateException(String.format(
                            "%s stands still at %,d of %,d events:%n%s", process.name(), came, wanted, process.said()));
                }
            }
            return came;
        }
    }
}
