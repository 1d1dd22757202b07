package io.sidetrack.bench.embedded;

import io.sidetrack.kernel.store.ChannelSpec;
import io.sidetrack.kernel.store.Store;
import io.sidetrack.kernel.store.sqlite.SqliteStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** An append to a channel of the store, which nobody reads. */
final class ChannelAppend implements Contender {
    private static final String CHANNEL = "bench";

    private final Store store;

    ChannelAppend(Path folder) {
        store = SqliteStore.open(folder.resolve("sidetrack.db"));
        store.channels()
                .declare(List.of(new ChannelSpec(CHANNEL, Duration.ofDays(1), Integer.MAX_VALUE)))
                .await();
    }

    @Override
    public Publisher publisher() {
        return batch -> store.channels().append(CHANNEL, batch).await();
    }

    @Override
    public void close() {
        store.close().await();
    }
}
