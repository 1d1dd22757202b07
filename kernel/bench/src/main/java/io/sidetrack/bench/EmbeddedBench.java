package io.sidetrack.bench;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.adapter.Assignment;
import io.sidetrack.api.adapter.BrokerConnection;
import io.sidetrack.api.adapter.ConnectionContext;
import io.sidetrack.api.adapter.Delivery;
import io.sidetrack.api.adapter.Receiver;
import io.sidetrack.api.adapter.Source;
import io.sidetrack.api.adapter.SourceRequest;
import io.sidetrack.api.adapter.SourceRequest.StartPosition;
import io.sidetrack.api.config.Options;
import io.sidetrack.api.event.EventBuilder;
import io.sidetrack.api.event.EventData;
import io.sidetrack.kernel.embedded.EmbeddedAdapter;
import io.sidetrack.kernel.store.ChannelSpec;
import io.sidetrack.kernel.store.sqlite.SqliteStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Embedded channels beside what they stand on, in one run on one disk: bytes appended to a file with an fsync per batch, a
 * batched insert into a bare SQLite table in WAL mode with {@code synchronous=FULL}, an append to a channel, and an append that
 * counts when a source has delivered it. Every batch is durable before the next of the same publisher.
 *
 * <p>{@code mvn -q -DskipTests package && java -cp 'kernel/bench/target/benchmarks.jar:kernel/bench/target/lib/*'
 * io.sidetrack.bench.EmbeddedBench [folder]}
 */
public final class EmbeddedBench {
    private static final int BYTES = 512;
    private static final int[] BATCHES = {1, 16, 256, 1024};
    private static final int[] PUBLISHERS = {1, 16};
    private static final long WARM_UP_MILLIS = 1_500;
    private static final int ROUNDS = 9;
    private static final long ROUND_MILLIS = 500;
    private static final int MOST_EVENTS_A_ROUND = 300_000;
    private static final String INSERT = "SQLite batched insert";
    private static final URI SOURCE = URI.create("urn:bench");

    private final Path folder;
    private final byte[] data = new byte[BYTES];
    private final AtomicLong ids = new AtomicLong();

    private EmbeddedBench(Path folder) {
        this.folder = folder;
    }

    /** Makes a batch durable, and returns when it is. Called by one thread per publisher. */
    private interface Contender {
        void append(List<CloudEvent> batch) throws Exception;

        void close() throws Exception;
    }

    private record Figures(double perSecond, double medianMicros, double p99Micros) {}

    public static void main(String[] args) throws Exception {
        Path parent = args.length > 0 ? Path.of(args[0]) : Path.of("target");
        Files.createDirectories(parent);
        Path folder = Files.createTempDirectory(parent, "embedded-bench");
        try {
            new EmbeddedBench(folder).run();
        } finally {
            delete(folder);
        }
    }

    private void run() throws Exception {
        System.out.printf(
                "%d-byte events, %s; ratio to the batched insert of the same line; median of %d rounds in turn%n%n",
                BYTES, Files.getFileStore(folder).type(), ROUNDS);
        System.out.println("publishers batch | contender             events/s  ratio |  p50 µs   p99 µs per batch");
        for (int publishers : PUBLISHERS) {
            for (int batch : BATCHES) {
                compare(publishers, batch);
            }
        }
    }

    /** All contenders in turn, round by round, so that whatever else the machine does meets them alike. */
    private void compare(int publishers, int batch) throws Exception {
        Map<String, Contender> contenders = new LinkedHashMap<>();
        Map<String, List<Figures>> rounds = new LinkedHashMap<>();
        try {
            contenders.put(INSERT, new BareInsert(own()));
            contenders.put("file append + fsync", new BareFile(own()));
            contenders.put("channel append", new ChannelAppend(own()));
            contenders.put("append to delivered", new Delivered(own()));
            for (Contender contender : contenders.values()) {
                measure(contender, publishers, batch, WARM_UP_MILLIS);
            }
            for (int round = 0; round < ROUNDS; round++) {
                for (Map.Entry<String, Contender> each : contenders.entrySet()) {
                    rounds.computeIfAbsent(each.getKey(), name -> new ArrayList<>())
                            .add(measure(each.getValue(), publishers, batch, ROUND_MILLIS));
                }
            }
        } finally {
            for (Contender contender : contenders.values()) {
                contender.close();
            }
        }
        double insert = median(rounds.getOrDefault(INSERT, List.of()), Figures::perSecond);
        rounds.forEach((name, figures) -> System.out.printf(
                Locale.ROOT,
                "%10d %5d | %-21s %8.0f  %5.2f | %7.0f  %7.0f%n",
                publishers,
                batch,
                name,
                median(figures, Figures::perSecond),
                median(figures, Figures::perSecond) / insert,
                median(figures, Figures::medianMicros),
                median(figures, Figures::p99Micros)));
        System.out.println();
    }

    private Path own() throws IOException {
        return Files.createTempDirectory(folder, "run");
    }

    private static double median(List<Figures> rounds, ToDoubleFunction<Figures> figure) {
        double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private Figures measure(Contender contender, int publishers, int batch, long millis) throws Exception {
        List<Publisher> threads = new ArrayList<>();
        long start = System.nanoTime();
        for (int i = 0; i < publishers; i++) {
            Publisher publisher = new Publisher(
                    contender, batch, start + TimeUnit.MILLISECONDS.toNanos(millis), MOST_EVENTS_A_ROUND / publishers);
            threads.add(publisher);
            publisher.start();
        }
        long events = 0;
        for (Publisher publisher : threads) {
            publisher.join();
            if (publisher.failure != null) {
                throw new IllegalStateException("a publisher failed", publisher.failure);
            }
            events += (long) publisher.count * batch;
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        long[] nanos = threads.stream()
                .flatMapToLong(publisher -> Arrays.stream(publisher.nanos, 0, publisher.count))
                .sorted()
                .toArray();
        return new Figures(events / seconds, nanos[nanos.length / 2] / 1e3, nanos[(int) (nanos.length * 0.99)] / 1e3);
    }

    private final class Publisher extends Thread {
        private final Contender contender;
        private final int batch;
        private final long end;
        private final long[] nanos;
        private int count;
        private @Nullable Exception failure;

        Publisher(Contender contender, int batch, long end, int mostEvents) {
            this.contender = contender;
            this.batch = batch;
            this.end = end;
            this.nanos = new long[Math.max(1, mostEvents / batch)];
        }

        @Override
        public void run() {
            try {
                do { // at least once, however late the thread has started
                    List<CloudEvent> events = events(batch);
                    long before = System.nanoTime();
                    contender.append(events);
                    nanos[count++] = System.nanoTime() - before;
                } while (System.nanoTime() < end && count < nanos.length);
            } catch (Exception e) {
                failure = e;
            }
        }
    }

    private List<CloudEvent> events(int count) {
        List<CloudEvent> events = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            long id = ids.incrementAndGet();
            events.add(EventBuilder.event()
                    .id(Long.toString(id))
                    .source(SOURCE)
                    .type("bench")
                    .subject("key-" + id % 10_000)
                    .data(data)
                    .build());
        }
        return events;
    }

    /** Publishers take turns: each batch is one transaction. */
    private static final class BareInsert implements Contender {
        private final Connection connection;
        private final PreparedStatement insert;

        BareInsert(Path folder) throws SQLException {
            connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("bare.db"));
            try (Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA journal_mode = WAL");
                statement.execute("PRAGMA synchronous = FULL");
                statement.execute("CREATE TABLE event (position INTEGER PRIMARY KEY, id TEXT, key TEXT, data BLOB)");
            }
            connection.setAutoCommit(false);
            insert = connection.prepareStatement("INSERT INTO event (id, key, data) VALUES (?, ?, ?)");
        }

        @Override
        public synchronized void append(List<CloudEvent> batch) throws SQLException {
            for (CloudEvent event : batch) {
                insert.setString(1, event.getId());
                insert.setString(2, event.getSubject());
                insert.setBytes(3, EventData.bytes(event));
                insert.addBatch();
            }
            insert.executeBatch();
            connection.commit();
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }

    private static final class BareFile implements Contender {
        private final FileChannel file;

        BareFile(Path folder) throws IOException {
            file = FileChannel.open(folder.resolve("bare.log"), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }

        @Override
        public synchronized void append(List<CloudEvent> batch) throws IOException {
            ByteBuffer bytes = ByteBuffer.allocate(batch.size() * (BYTES + 32));
            for (CloudEvent event : batch) {
                bytes.putLong(Long.parseLong(event.getId())).put(Objects.requireNonNull(EventData.bytes(event)));
            }
            bytes.flip();
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            file.force(false);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    private static class ChannelAppend implements Contender {
        static final String CHANNEL = "bench";
        final SqliteStore store;

        ChannelAppend(Path folder) throws Exception {
            store = SqliteStore.open(folder.resolve("sidetrack.db"));
            await(store.channels().declare(List.of(new ChannelSpec(CHANNEL, Duration.ofDays(1), Integer.MAX_VALUE))));
        }

        @Override
        public void append(List<CloudEvent> batch) throws Exception {
            await(store.channels().append(CHANNEL, batch));
        }

        @Override
        public void close() throws Exception {
            await(store.close());
        }
    }

    /** Waits until the source has delivered the publisher's own batch, not for its confirmation alone. */
    private static final class Delivered extends ChannelAppend implements Receiver {
        private static final int WINDOW = 32_768;
        private final Vertx vertx = Vertx.vertx();
        private final Map<String, CountDownLatch> waiting = new ConcurrentHashMap<>();
        private final AtomicInteger toRequest = new AtomicInteger();
        private final Source source;

        Delivered(Path folder) throws Exception {
            super(folder);
            BrokerConnection connection = await(new EmbeddedAdapter(store.channels())
                    .connect(new ConnectionContext(vertx, "embedded", Options.none(), Duration.ofSeconds(1))));
            source = await(connection.openSource(
                    new SourceRequest(CHANNEL, CHANNEL, "bench", StartPosition.EARLIEST, Map.of()), this));
            source.request(WINDOW);
        }

        @Override
        public void append(List<CloudEvent> batch) throws Exception {
            CountDownLatch delivered = new CountDownLatch(1);
            waiting.put(batch.get(batch.size() - 1).getId(), delivered);
            await(store.channels().append(CHANNEL, batch));
            delivered.await();
        }

        @Override
        public void received(List<Delivery> batch) {
            for (Delivery delivery : batch) {
                CountDownLatch last =
                        waiting.remove(Objects.requireNonNull(delivery.event()).getId());
                if (last != null) {
                    last.countDown();
                }
            }
            if (toRequest.addAndGet(batch.size()) > WINDOW / 2) {
                source.request(toRequest.getAndSet(0));
            }
        }

        @Override
        public Future<Void> assigned(List<Assignment> assignments) {
            return Future.succeededFuture();
        }

        @Override
        public Future<Void> revoked(List<Assignment> assignments) {
            return Future.succeededFuture();
        }

        @Override
        public void lost(List<Assignment> assignments) {}

        @Override
        public void failed(Throwable cause) {
            throw new IllegalStateException("the source failed", cause);
        }

        @Override
        public void close() throws Exception {
            await(source.close());
            await(vertx.close());
            super.close();
        }
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
