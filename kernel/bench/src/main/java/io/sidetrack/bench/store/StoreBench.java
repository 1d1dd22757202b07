package io.sidetrack.bench.store;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.error.Cause;
import io.sidetrack.api.event.EventBuilder;
import io.sidetrack.kernel.store.AttemptRecord;
import io.sidetrack.kernel.store.ChannelSpec;
import io.sidetrack.kernel.store.ChannelStore.ChannelEvent;
import io.sidetrack.kernel.store.Command;
import io.sidetrack.kernel.store.Emission;
import io.sidetrack.kernel.store.Fence;
import io.sidetrack.kernel.store.Receipt;
import io.sidetrack.kernel.store.Received;
import io.sidetrack.kernel.store.SidingEntry;
import io.sidetrack.kernel.store.StateWrite;
import io.sidetrack.kernel.store.Status;
import io.sidetrack.kernel.store.Store;
import io.sidetrack.kernel.store.SubscriptionSpec;
import io.sidetrack.kernel.store.sqlite.SqliteStore;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Measures the store on this machine: {@code java -cp benchmarks.jar io.sidetrack.bench.store.StoreBench FOLDER [EVENTS]}.
 * The folder should lie on the disk that is meant; what is made in it is left there.
 */
public final class StoreBench {
    private static final int BATCH = 1_000;
    private static final int KEYS = 10_000;
    private static final int UNDER_WAY = 4;
    private static final PrintStream OUT = System.out;

    private static long writerCpu;
    private static long allCpu;
    private static long writtenBytes;

    private final Store store;
    private final int events;
    private final String padding = "x".repeat(256);
    private Fence fence;

    private StoreBench(Store store, int events) throws Exception {
        this.store = store;
        this.events = events;
        wait(store.channels().declare(List.of(channel("in"), channel("out"), channel("lone"))));
        this.fence = acquire("s");
    }

    public static void main(String[] args) throws Exception {
        Path folder = Files.createTempDirectory(Files.createDirectories(Path.of(args[0])), "store-bench");
        int events = args.length > 1 ? Integer.parseInt(args[1]) : 500_000;
        double bare = BareSqlite.inserts(folder, events, BATCH, 350);
        row("bare batched insert, batch " + BATCH, bare, bare);
        long[] fsyncs = BareSqlite.fsyncs(folder, 500);
        Store store = SqliteStore.open(folder.resolve("store.db"));
        new StoreBench(store, events).run(bare, fsyncs);
        wait(store.close());
    }

    private void run(double bare, long[] fsyncs) throws Exception {
        row("append", append("warm", "in", events / 4), bare);
        row("append", append("a", "in", events), bare);
        row("done", commits(i -> done(i + 1, List.of(), null), events), bare);
        row("done with state, " + KEYS + " keys", commits(i -> done(i + 1, List.of(), state(i)), events), bare);
        row("done with an emit", commits(i -> done(i + 1, emit("e" + i), null), events), bare);
        row("append to done", appendToDone(), bare);
        park(bare);
        lone(fsyncs);
    }

    private double append(String prefix, String channel, int count) throws Exception {
        return pipelined(count / BATCH, batch -> store.channels().append(channel, batch(prefix, batch)));
    }

    private double commits(IntFunction<Command> command, int count) throws Exception {
        return pipelined(count / BATCH, batch -> {
            List<Command> commands = new ArrayList<>(BATCH);
            for (int i = batch * BATCH; i < (batch + 1) * BATCH; i++) {
                commands.add(command.apply(i));
            }
            return store.shards().commit(fence, commands);
        });
    }

    /** Publishes while a subscription follows, reads and is done. */
    private double appendToDone() throws Exception {
        fence = acquire("follower");
        long from = wait(store.channels().info("in")).last() + 1;
        Thread publisher = new Thread(() -> {
            try {
                append("b", "in", events);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        Semaphore grown = new Semaphore(0);
        Runnable end = store.channels().onAppend("in", last -> grown.release());
        Semaphore commits = new Semaphore(UNDER_WAY);
        long began = System.nanoTime();
        publisher.start();
        for (long next = from; next < from + events; ) {
            List<ChannelEvent> page = wait(store.channels().read("in", next, BATCH));
            if (page.isEmpty()) {
                grown.acquire();
                grown.drainPermits();
                continue;
            }
            next += page.size();
            List<Command> commands = new ArrayList<>(page.size());
            page.forEach(each -> commands.add(done(each.position(), List.of(), null)));
            commits.acquire();
            store.shards().commit(fence, commands).onComplete(answer -> commits.release());
        }
        commits.acquire(UNDER_WAY);
        end.run();
        publisher.join();
        return events * 1e9 / (System.nanoTime() - began);
    }

    /** Every key fails; then everything runs again. */
    private void park(double bare) throws Exception {
        fence = acquire("poisoned");
        int count = events / BATCH * BATCH;
        row("divert " + KEYS + " keys", commits(this::divert, KEYS), bare);
        row("park behind them", commits(i -> park(KEYS + i), count - KEYS), bare);
        long began = System.nanoTime();
        Semaphore underWay = new Semaphore(UNDER_WAY);
        List<Command> commands = new ArrayList<>();
        int settled = 0;
        for (int key = 0; key < KEYS; key++) {
            String lane = "key" + key;
            List<SidingEntry> entries =
                    wait(store.shards().readSiding("poisoned", lane, 0, count)).entries();
            commands.add(new Command.Start(0, "E" + key));
            for (int i = 0; i < entries.size(); i++) {
                boolean last = i == entries.size() - 1;
                String errored = i == 0 ? "E" + key : null;
                commands.add(new Command.Settle(0, lane, entries.get(i).seq(), errored, last, null, List.of()));
            }
            settled += entries.size();
            if (commands.size() >= BATCH || key == KEYS - 1) {
                List<Command> full = commands;
                commands = new ArrayList<>();
                underWay.acquire();
                store.shards().commit(fence, full).onComplete(answer -> underWay.release());
            }
        }
        underWay.acquire(UNDER_WAY);
        row("drain", settled * 1e9 / (System.nanoTime() - began), bare);
    }

    /** One append at a time, beside one fsync at a time. */
    private void lone(long[] fsyncs) throws Exception {
        long[] nanos = new long[500];
        for (int i = 0; i < nanos.length; i++) {
            List<CloudEvent> one = List.of(event("lone" + i, i));
            long began = System.nanoTime();
            wait(store.channels().append("lone", one));
            nanos[i] = System.nanoTime() - began;
        }
        latency("bare write and fsync of a page", fsyncs);
        latency("a lone append", nanos);
    }

    private static <T> double pipelined(int batches, IntFunction<Future<T>> call) throws InterruptedException {
        Semaphore underWay = new Semaphore(UNDER_WAY);
        long began = System.nanoTime();
        for (int i = 0; i < batches; i++) {
            underWay.acquire();
            call.apply(i).onComplete(answer -> {
                if (answer.failed()) {
                    answer.cause().printStackTrace(OUT);
                }
                underWay.release();
            });
        }
        underWay.acquire(UNDER_WAY);
        return batches * (double) BATCH * 1e9 / (System.nanoTime() - began);
    }

    private Fence acquire(String subscription) throws Exception {
        return wait(store.shards()
                .acquire(new SubscriptionSpec(subscription, List.of("in"), "key", Map.of("in", Long.MAX_VALUE))));
    }

    private static ChannelSpec channel(String name) {
        return new ChannelSpec(name, Duration.ofDays(1), 100_000_000);
    }

    private List<CloudEvent> batch(String prefix, int batch) {
        List<CloudEvent> made = new ArrayList<>(BATCH);
        for (int i = batch * BATCH; i < (batch + 1) * BATCH; i++) {
            made.add(event(prefix + i, i));
        }
        return made;
    }

    private CloudEvent event(String id, int number) {
        byte[] data = ("{\"number\":" + number + ",\"padding\":\"" + padding + "\"}").getBytes(StandardCharsets.UTF_8);
        return EventBuilder.event()
                .id(id)
                .source("/bench")
                .type("bench.event")
                .partitionKey("key" + number % KEYS)
                .dataContentType("application/json")
                .data(data)
                .build();
    }

    private static Command done(long position, List<Emission> emits, @Nullable StateWrite state) {
        return new Command.Done(0, null, new Receipt.Position("in", position), state, emits);
    }

    private static StateWrite state(int number) {
        return new StateWrite("key" + number % KEYS, Buffer.buffer("{\"ACME\":" + number + ",\"EXAMPLE\":17}"));
    }

    private List<Emission> emit(String id) {
        return List.of(new Emission("out", event(id, 7)));
    }

    private Command divert(int number) {
        Cause cause =
                new Cause(Cause.Kind.FAILED, "java.lang.NumberFormatException", "no number", "at x\n".repeat(30), "p");
        return new Command.Divert(
                0,
                "key" + number,
                new Receipt.Position("in", number),
                received(number),
                "E" + number,
                Status.OUTAGE,
                0,
                List.of(new AttemptRecord(1, 0, 1, cause)),
                "");
    }

    private Command park(int number) {
        return new Command.Park(0, "key" + number % KEYS, new Receipt.Position("in", number), received(number));
    }

    private Received received(int number) {
        return new Received("in", "0", number, "key" + number % KEYS, event("p" + number, number), null, null);
    }

    private static <T> T wait(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get();
    }

    private static void row(String what, double perSecond, double bare) {
        OUT.printf("%-40s %,12.0f /s  %5.0f %%  %s%n", what, perSecond, 100 * perSecond / bare, cpu());
    }

    /** Processor time since the last row: of the writer, and of the whole process. */
    private static String cpu() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long writer = 0;
        for (ThreadInfo each : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (each != null && each.getThreadName().equals("sidetrack-store-writer")) {
                writer = threads.getThreadCpuTime(each.getThreadId());
            }
        }
        long all = ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
        String text = String.format(
                "cpu writer %.2f s, all %.2f s, written %d MB",
                (writer - writerCpu) / 1e9, (all - allCpu) / 1e9, (written() - writtenBytes) >> 20);
        writtenBytes = written();
        writerCpu = writer;
        allCpu = all;
        return text;
    }

    /** As Linux counts it, 0 elsewhere. */
    private static long written() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/io"))) {
                if (line.startsWith("write_bytes: ")) {
                    return Long.parseLong(line.substring(13));
                }
            }
        } catch (IOException e) {
            return 0;
        }
        return 0;
    }

    private static void latency(String what, long[] nanos) {
        Arrays.sort(nanos);
        OUT.printf(
                "%-40s p50 %.2f ms  p99 %.2f ms%n",
                what, nanos[nanos.length / 2] / 1e6, nanos[nanos.length * 99 / 100] / 1e6);
    }
}
