package io.sidetrack.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.dsl.Disruptor;
import com.lmax.disruptor.dsl.ProducerType;
import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.sidetrack.api.adapter.Assignment;
import io.sidetrack.api.adapter.Confirmation;
import io.sidetrack.api.adapter.Delivery;
import io.sidetrack.api.adapter.Source;
import io.sidetrack.api.event.EventBuilder;
import io.sidetrack.api.event.EventData;
import io.sidetrack.api.event.EventKeys;
import io.sidetrack.api.processor.Emit;
import io.sidetrack.api.processor.Result;
import io.sidetrack.kernel.dispatch.Attempt;
import io.sidetrack.kernel.dispatch.Clock;
import io.sidetrack.kernel.dispatch.Handlers;
import io.sidetrack.kernel.dispatch.Invoker;
import io.sidetrack.kernel.dispatch.Shard;
import io.sidetrack.kernel.dispatch.ShardListener;
import io.sidetrack.kernel.dispatch.ShardPorts;
import io.sidetrack.kernel.dispatch.ShardSettings;
import io.sidetrack.kernel.store.Fence;
import io.sidetrack.kernel.store.Recovery;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageCodec;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What the engine costs per event, without a store: key order over 10,000 keys, key lookup, hand-over and settlement included,
 * on one thread. Beside it, in the same run: an event-bus send to a consumer on one event loop, and a Disruptor with one
 * consumer thread; neither of them knows keys or settles anything. Every row makes its events as a source does that has just
 * decoded them, with a key that nobody has hashed yet; {@link #events} says what that alone costs.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class EngineBench {
    private static final int KEYS = 10_000;
    private static final int EVENTS = 65_536;
    private static final int BATCH = 512;
    private static final URI SOURCE = URI.create("/bench");
    private static final CloudEventData DATA = EventData.of(new byte[512]);

    /** How a delivery is settled: a remote log settles at the broker, an embedded channel writes a done mark per event. */
    @Param({"MARK", "POSITION"})
    ShardSettings.ReceiptKind receipts = ShardSettings.ReceiptKind.MARK;

    private final byte[][] keys = new byte[EVENTS][];
    private final Assignment assignment = new Assignment("orders", 1);
    private final ArrayDeque<Runnable> later = new ArrayDeque<>();
    private long position;
    private @Nullable Shard shard;
    private @Nullable Shard emitting;

    @Setup(Level.Trial)
    public void startEngine() {
        SplittableRandom random = new SplittableRandom(42);
        for (int i = 0; i < EVENTS; i++) {
            keys[i] = ("account-" + random.nextInt(KEYS)).getBytes(ISO_8859_1);
        }
        shard = engine(Map.of(), Result::done);
        emitting = engine(Map.of("out", new ShardSettings.Output("done", false)), EngineBench::onward);
    }

    private Shard engine(Map<String, ShardSettings.Output> outputs, Supplier<Result> results) {
        ShardSettings settings = new ShardSettings(
                "bench",
                Map.of("orders", receipts),
                outputs,
                ShardSettings.Ordering.KEY,
                EventKeys::defaultKey,
                256,
                8192,
                Duration.ofSeconds(30),
                Duration.ofSeconds(30),
                3,
                Duration.ofMillis(200),
                Duration.ofSeconds(10),
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                10,
                false,
                true,
                Duration.ofSeconds(2),
                Long.MAX_VALUE,
                256,
                65_536);
        ShardPorts ports = new ShardPorts(
                new JvmClock(),
                this::after,
                new NothingStore(),
                new AtOnce(results),
                (channel, batch, answer) -> answer.accept(Collections.nCopies(batch.size(), Confirmation.CONFIRMED)),
                Handlers.NONE,
                () -> "id",
                new java.util.Random(1),
                new ShardListener() {});
        Shard made = new Shard(
                settings,
                ports,
                new Fence("bench", 1, 1),
                new Recovery(Map.of(), new long[0], false, Map.of(), 0, false));
        made.start();
        made.attach("orders", new QuietSource());
        return made;
    }

    /** What is to be done within this turn; no deadline ever passes here. */
    private void after(long delayNanos, Runnable task) {
        if (delayNanos <= 0) {
            later.add(task);
        }
    }

    private static Result onward() {
        return Result.done().emit(new Emit("out", "done", DATA, "application/octet-stream", null, null, Map.of()));
    }

    /** The events alone: what the other rows pay before they begin. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void events(Blackhole sink) {
        for (int i = 0; i < EVENTS; i++) {
            sink.consume(event(i));
        }
    }

    private CloudEvent event(int number) {
        return EventBuilder.event()
                .id("e")
                .source(SOURCE)
                .type("bench")
                .partitionKey(new String(keys[number], ISO_8859_1))
                .build();
    }

    /** The engine: batches of 512 deliveries as a source hands them over. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public long engine() {
        return run(Objects.requireNonNull(shard));
    }

    /** The engine with one event emitted per event to a remote channel that confirms at once, batch by batch. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public long engineEmitting() {
        return run(Objects.requireNonNull(emitting));
    }

    private long run(Shard engine) {
        for (int i = 0; i < EVENTS; i += BATCH) {
            List<Delivery> batch = new ArrayList<>(BATCH);
            for (int j = i; j < i + BATCH; j++) {
                batch.add(Delivery.of(assignment, ++position, event(j)));
            }
            engine.received("orders", batch);
            for (Runnable task = later.poll(); task != null; task = later.poll()) {
                task.run();
            }
        }
        return position;
    }

    /** Vert.x event bus, local, without copying: all sends from the consumer's own loop, which then runs them. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void eventBusSend(Bus bus) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        bus.expect(EVENTS, done);
        bus.context.runOnContext(now -> {
            for (int i = 0; i < EVENTS; i++) {
                bus.bus.send("bench", event(i), bus.options);
            }
        });
        done.await();
    }

    /** Disruptor: one producer, one consumer thread that spins. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void disruptor(Ring ring) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        ring.expect(EVENTS, done);
        RingBuffer<Slot> buffer = ring.disruptor.getRingBuffer();
        for (int i = 0; i < EVENTS; i++) {
            long sequence = buffer.next();
            buffer.get(sequence).event = event(i);
            buffer.publish(sequence);
        }
        done.await();
    }

    private record AtOnce(Supplier<Result> results) implements Invoker {
        @Override
        public void invoke(Attempt attempt) {
            attempt.succeed(results.get());
        }

        @Override
        public void interrupt(Attempt attempt) {}
    }

    private static final class JvmClock implements Clock {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public long wallMillis() {
            return System.currentTimeMillis();
        }
    }

    private static final class QuietSource implements Source {
        @Override
        public void request(int count) {}

        @Override
        public void settle(Assignment assignment, long position) {}

        @Override
        public Future<Void> close() {
            return Future.succeededFuture();
        }
    }

    /** The event bus with one consumer. */
    @State(Scope.Benchmark)
    public static class Bus {
        private final Vertx vertx = Vertx.vertx();
        private final Context context = vertx.getOrCreateContext();
        private final EventBus bus = vertx.eventBus();
        private final DeliveryOptions options = new DeliveryOptions().setCodecName("as-is");
        private long left;
        private CountDownLatch done = new CountDownLatch(0);

        @Setup(Level.Trial)
        public void listen() throws InterruptedException {
            bus.registerCodec(new AsIs());
            CountDownLatch ready = new CountDownLatch(1);
            context.runOnContext(now -> bus.consumer("bench", message -> {
                        if (--left == 0) {
                            done.countDown();
                        }
                    })
                    .completion()
                    .onComplete(registered -> ready.countDown()));
            ready.await();
        }

        void expect(long count, CountDownLatch latch) {
            left = count;
            done = latch;
        }

        @TearDown(Level.Trial)
        public void close() {
            vertx.close();
        }
    }

    /** Hands an event over as it is. */
    private static final class AsIs implements MessageCodec<CloudEvent, CloudEvent> {
        @Override
        public void encodeToWire(Buffer buffer, CloudEvent event) {
            throw new UnsupportedOperationException("local only");
        }

        @Override
        public CloudEvent decodeFromWire(int position, Buffer buffer) {
            throw new UnsupportedOperationException("local only");
        }

        @Override
        public CloudEvent transform(CloudEvent event) {
            return event;
        }

        @Override
        public String name() {
            return "as-is";
        }

        @Override
        public byte systemCodecID() {
            return -1;
        }
    }

    private static final class Slot {
        private @Nullable CloudEvent event;
    }

    /** A ring with one consumer. */
    @State(Scope.Benchmark)
    public static class Ring {
        private static final ThreadFactory THREADS = task -> {
            Thread thread = new Thread(task, "disruptor");
            thread.setDaemon(true);
            return thread;
        };
        private final Disruptor<Slot> disruptor =
                new Disruptor<>(Slot::new, 8192, THREADS, ProducerType.SINGLE, new BusySpinWaitStrategy());
        private volatile long left;
        private volatile CountDownLatch done = new CountDownLatch(0);

        @Setup(Level.Trial)
        public void start() {
            disruptor.handleEventsWith((slot, sequence, endOfBatch) -> {
                slot.event = null;
                long now = left - 1;
                left = now;
                if (now == 0) {
                    done.countDown();
                }
            });
            disruptor.start();
        }

        void expect(long count, CountDownLatch latch) {
            done = latch;
            left = count;
        }

        @TearDown(Level.Trial)
        public void close() {
            disruptor.halt();
        }
    }
}
