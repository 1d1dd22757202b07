package io.sidetrack.kernel.store.sqlite;

import io.sidetrack.api.event.EventBuilder;
import io.sidetrack.kernel.store.ChannelSpec;
import io.sidetrack.kernel.store.Command;
import io.sidetrack.kernel.store.Emission;
import io.sidetrack.kernel.store.Fence;
import io.sidetrack.kernel.store.Receipt;
import io.sidetrack.kernel.store.StateWrite;
import io.sidetrack.kernel.store.Store;
import io.sidetrack.kernel.store.StoreFixture;
import io.sidetrack.kernel.store.SubscriptionSpec;
import io.vertx.core.buffer.Buffer;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;

/**
 * A process of its own that appends and processes until it is killed, and says on its output what was acknowledged:
 * {@code appended POSITION} and {@code done POSITION}.
 */
final class AppendUntilKilled {
    private AppendUntilKilled() {}

    public static void main(String[] args) throws InterruptedException {
        PrintStream out = System.out;
        Store store = SqliteStore.open(Path.of(args[0]));
        StoreFixture.await(store.channels()
                .declare(List.of(
                        new ChannelSpec("in", Duration.ofDays(1), 10_000_000),
                        new ChannelSpec("out", Duration.ofDays(1), 10_000_000))));
        Fence fence = StoreFixture.await(
                store.shards().acquire(new SubscriptionSpec("s", List.of("in"), "by key", Map.of())));
        // what the process before had appended and not done is appended again, which changes nothing, and is done now
        long first = StoreFixture.await(store.shards().recover(fence))
                        .progress()
                        .get("in")
                        .watermark()
                + 1;
        Semaphore underWay = new Semaphore(100);
        for (long position = first; ; position++) {
            long at = position;
            underWay.acquire();
            store.channels()
                    .append("in", List.of(StoreFixture.event("e" + at)))
                    .onSuccess(appended ->
                            out.println("appended " + appended.get(0).position()));
            store.shards().commit(fence, List.of(done(at))).onSuccess(done -> {
                out.println("done " + at);
                underWay.release();
            });
        }
    }

    /** State, emit and progress say the same number. */
    private static Command done(long position) {
        return new Command.Done(
                0,
                "k",
                new Receipt.Position("in", position),
                new StateWrite("k", Buffer.buffer(Long.toString(position))),
                List.of(new Emission(
                        "out",
                        EventBuilder.from(StoreFixture.event("e" + position)).build())));
    }
}
