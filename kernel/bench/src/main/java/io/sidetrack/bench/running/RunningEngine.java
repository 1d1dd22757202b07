package io.sidetrack.bench.running;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.processor.Processor;
import io.sidetrack.kernel.channel.ConfiguredTopology;
import io.sidetrack.kernel.channel.Topology.Published;
import io.sidetrack.kernel.config.ChannelConfig;
import io.sidetrack.kernel.config.NodeConfig;
import io.sidetrack.kernel.config.SubscriptionConfig;
import io.sidetrack.kernel.dispatch.ShardListener;
import io.sidetrack.kernel.lifecycle.subscription.HostedSubscriptions;
import io.sidetrack.kernel.store.Command;
import io.sidetrack.kernel.store.ErrorStore.ErroredSummary;
import io.sidetrack.kernel.store.Store;
import io.sidetrack.kernel.store.Verdict;
import io.sidetrack.kernel.store.sqlite.SqliteStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.IntFunction;

/**
 * Store, embedded broker, engine and a hosted subscription as a node puts them together, HTTP left out: channel {@code in} is read
 * by subscription {@code bench} with one processor. What is counted as done is durable.
 *
 * <p><b>Life.</b> Opened on a folder with the subscription not yet running; {@link #start}; closed. Used by one thread.
 */
public final class RunningEngine implements AutoCloseable {
    public static final String CHANNEL = "in";
    public static final String SUBSCRIPTION = "bench";
    private static final int UNDER_WAY = 16;

    private final Vertx vertx = Vertx.vertx();
    private final Vertx ofProcessor = Vertx.vertx();
    private final Committed committed = new Committed();
    private final SqliteStore file;
    private final Store store;
    private final ConfiguredTopology topology;
    private final HostedSubscriptions subscriptions;

    public RunningEngine(Path folder, Processor processor) {
        file = SqliteStore.open(folder.resolve("sidetrack.db"));
        store = committed.of(file);
        NodeConfig config = config();
        OneProcessor components = new OneProcessor(processor, ofProcessor);
        topology = new ConfiguredTopology(vertx, config, components, store.channels(), store.nodeName());
        topology.start().await();
        subscriptions = new HostedSubscriptions(
                store, topology, components, config.subscriptions().values(), name -> new ShardListener() {});
        vertx.deployVerticle(subscriptions).await();
    }

    private static NodeConfig config() {
        Duration day = Duration.ofDays(1);
        return new NodeConfig(
                new NodeConfig.HttpConfig("127.0.0.1", 0, 1 << 24),
                new NodeConfig.StoreConfig("jdbc:sqlite:data/sidetrack.db", day, day, day),
                Map.of(),
                Map.of(CHANNEL, new ChannelConfig(CHANNEL, null, CHANNEL, day, Integer.MAX_VALUE)),
                Map.of(),
                Map.of(SUBSCRIPTION, subscription()));
    }

    private static SubscriptionConfig subscription() {
        return new SubscriptionConfig(
                SUBSCRIPTION,
                "bench.run",
                List.of(CHANNEL),
                Map.of(),
                SubscriptionConfig.Ordering.KEY,
                "default",
                256,
                Duration.ofSeconds(30),
                Duration.ofSeconds(30),
                new SubscriptionConfig.Retry(1, Duration.ofMillis(1), Duration.ofMillis(1)),
                List.of(),
                false,
                Integer.MAX_VALUE,
                Map.of(),
                false);
    }

    public Store store() {
        return store;
    }

    /** Waits until the index of texts has everything. */
    public void awaitIndexed() {
        file.indexed().await();
    }

    /** The subscription begins to take events. */
    public void start() {
        subscriptions.startAll().await();
    }

    /** Succeeds once the batch is durable in the channel. */
    public Future<List<Published>> publish(List<CloudEvent> batch) {
        return topology.publish(CHANNEL, batch);
    }

    /** Waits until what was published, and everything before it, is done. */
    public void awaitDoneUpTo(List<Published> published) throws InterruptedException {
        committed.awaitDoneUpTo(published.get(published.size() - 1).position());
    }

    /** Publishes batch after batch, some under way at once, and returns when all are durable. */
    public void publishAll(int batches, IntFunction<List<CloudEvent>> batch) throws InterruptedException {
        Semaphore underWay = new Semaphore(UNDER_WAY);
        for (int i = 0; i < batches; i++) {
            underWay.acquire();
            publish(batch.apply(i)).onComplete(answer -> underWay.release());
        }
        underWay.acquire(UNDER_WAY);
    }

    public long done() {
        return committed.count(Command.Done.class);
    }

    public void awaitDone(long count) throws InterruptedException {
        committed.await(count, Command.Done.class);
    }

    /** Waits until so many events are on sidings or were. */
    public void awaitAside(long count) throws InterruptedException {
        committed.await(count, Command.Divert.class, Command.Park.class);
    }

    /** Waits until so many are done or set aside. */
    public void awaitSettled(long count) throws InterruptedException {
        committed.await(count, Command.Done.class, Command.Divert.class, Command.Park.class);
    }

    /** Waits until so many have left their siding. */
    public void awaitDrained(long count) throws InterruptedException {
        committed.await(count, Command.Settle.class);
    }

    /** Decides that it runs again, as a person would. */
    public Future<?> resubmit(ErroredSummary errored) {
        return subscriptions.decide(
                SUBSCRIPTION,
                errored.id(),
                errored.lane(),
                errored.version(),
                new Verdict.Resubmit(null, null, null, false),
                "bench",
                "");
    }

    @Override
    public void close() {
        subscriptions.halt().await();
        topology.close().await();
        vertx.close().await();
        ofProcessor.close().await();
        store.close().await();
    }
}
