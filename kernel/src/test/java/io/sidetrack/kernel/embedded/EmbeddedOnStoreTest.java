package io.sidetrack.kernel.embedded;

import static io.sidetrack.kernel.embedded.CollectingReceiver.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.adapter.BrokerConnection;
import io.sidetrack.api.adapter.ConnectionContext;
import io.sidetrack.api.adapter.Source;
import io.sidetrack.api.adapter.SourceRequest;
import io.sidetrack.api.config.Options;
import io.sidetrack.api.event.EventBuilder;
import io.sidetrack.kernel.store.ChannelSpec;
import io.sidetrack.kernel.store.Command;
import io.sidetrack.kernel.store.Emission;
import io.sidetrack.kernel.store.Fence;
import io.sidetrack.kernel.store.Outcome;
import io.sidetrack.kernel.store.Progress;
import io.sidetrack.kernel.store.Receipt;
import io.sidetrack.kernel.store.SubscriptionSpec;
import io.sidetrack.kernel.store.sqlite.SqliteStore;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The embedded broker on the real store. */
@Timeout(60)
class EmbeddedOnStoreTest {
    private static final String IN = "orders";
    private static final String OUT = "placed";

    private final Vertx vertx = Vertx.vertx();
    private final CollectingReceiver receiver = new CollectingReceiver();

    @TempDir
    private Path folder;

    private SqliteStore store;
    private BrokerConnection connection;

    @BeforeEach
    void open() {
        store = SqliteStore.open(folder.resolve("sidetrack.db"));
        await(store.channels()
                .declare(List.of(
                        new ChannelSpec(IN, Duration.ofDays(1), 1_000_000),
                        new ChannelSpec(OUT, Duration.ofDays(1), 1_000_000))));
        connection = await(new EmbeddedAdapter(store.channels())
                .connect(new ConnectionContext(vertx, "embedded", Options.none(), Duration.ofSeconds(1))));
    }

    @AfterEach
    void close() {
        await(store.close());
        await(vertx.close());
    }

    @Test
    void what_several_publishers_append_is_delivered_once_and_in_the_order_of_positions() throws InterruptedException {
        AtomicReference<Source> source = new AtomicReference<>();
        receiver.onBatch(() -> source.get().request(50));
        source.set(open(IN, Map.of(), receiver));
        source.get().request(1_000);

        List<Thread> publishers = IntStream.range(0, 4)
                .mapToObj(publisher -> new Thread(() -> IntStream.range(0, 200)
                        .forEach(batch -> store.channels()
                                .append(
                                        IN,
                                        IntStream.range(0, 25)
                                                .mapToObj(i -> event(publisher + "-" + batch + "-" + i))
                                                .toList()))))
                .toList();
        publishers.forEach(Thread::start);
        for (Thread publisher : publishers) {
            publisher.join();
        }

        receiver.awaitCount(20_000);
        assertThat(receiver.positions())
                .isEqualTo(LongStream.rangeClosed(1, 20_000).boxed().toList());
    }

    @Test
    void an_emit_that_commits_with_its_done_mark_wakes_the_source_of_its_channel() {
        open(OUT, Map.of(), receiver).request(10);
        receiver.awaitAssigned(1);
        await(store.channels().append(IN, List.of(event("order"))));
        Fence fence = await(store.shards().acquire(new SubscriptionSpec("place", List.of(IN), "key", Map.of())));

        List<Outcome> outcomes = await(store.shards()
                .commit(
                        fence,
                        List.of(new Command.Done(
                                0,
                                "k",
                                new Receipt.Position(IN, 1),
                                null,
                                List.of(new Emission(OUT, event("placed")))))));

        assertThat(outcomes).containsExactly(Outcome.APPLIED);
        receiver.awaitCount(1);
        assertThat(receiver.ids()).containsExactly("placed");
    }

    @Test
    void after_a_restart_it_goes_on_behind_the_watermark_that_committed_with_the_effects() {
        await(store.channels()
                .append(
                        IN,
                        IntStream.rangeClosed(1, 10)
                                .mapToObj(i -> event("e" + i))
                                .toList()));
        SubscriptionSpec place = new SubscriptionSpec("place", List.of(IN), "key", Map.of());
        Fence fence = await(store.shards().acquire(place));
        await(store.shards().commit(fence, List.of(done(1), done(2), done(3), done(7))));
        await(store.close());

        open();
        Progress progress = await(store.shards().recover(await(store.shards().acquire(place))))
                .progress()
                .get(IN);
        open(IN, Map.of(IN, progress.watermark()), receiver).request(100);

        receiver.awaitCount(7);
        assertThat(receiver.ids()).containsExactly("e4", "e5", "e6", "e7", "e8", "e9", "e10");
        assertThat(receiver.positions().stream().filter(progress::contains)).containsExactly(7L);
    }

    @Test
    void old_pages_come_from_the_file_and_new_ones_without_a_seam() {
        byte[] large = new byte[64 * 1024];
        for (int i = 0; i < 300; i++) { // more than stays in memory
            await(store.channels()
                    .append(
                            IN,
                            List.of(EventBuilder.from(event("e" + i))
                                    .data(large)
                                    .build())));
        }

        open(IN, Map.of(), receiver).request(1_000);
        await(store.channels().append(IN, List.of(event("last"))));

        receiver.awaitCount(301);
        assertThat(receiver.positions())
                .isEqualTo(LongStream.rangeClosed(1, 301).boxed().toList());
        assertThat(receiver.batches().stream().skip(10)).allMatch(size -> size <= 32);
    }

    private Source open(String channel, Map<String, Long> committed, CollectingReceiver to) {
        return await(connection.openSource(
                new SourceRequest(channel, channel, "place", "node", false, Map.of(), committed), to));
    }

    private static Command done(long position) {
        return new Command.Done(0, null, new Receipt.Position(IN, position), null, List.of());
    }

    private static CloudEvent event(String id) {
        return EventBuilder.event().id(id).source("urn:test").type("t").build();
    }
}
