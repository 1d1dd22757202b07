package io.sidetrack.kernel.store.sqlite;

import io.sidetrack.kernel.store.Store;
import io.sidetrack.kernel.store.StoreContract;
import io.sidetrack.kernel.store.StoreFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.io.TempDir;

/** The contract on a file, the index of texts following when it is waited for. A crash is a copy of the file and its log as they lie on the disk while the store is open. */
class SqliteStoreTest extends StoreContract {
    @TempDir
    Path folder;

    private int crashes;

    @Override
    protected Store open(LongSupplier wallMillis) {
        return SqliteStore.open(file(), options(wallMillis));
    }

    @Override
    protected Store afterCrash(Store store, LongSupplier wallMillis) {
        Path before = file();
        crashes++;
        try {
            Files.createDirectories(file().getParent());
            Files.copy(before, file());
            Files.copy(before.resolveSibling("store.db-wal"), file().resolveSibling("store.db-wal"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Store reborn = SqliteStore.open(file(), options(wallMillis));
        StoreFixture.await(store.close());
        return reborn;
    }

    @Override
    public void searchCaughtUp() {
        StoreFixture.await(((SqliteStore) store()).indexed());
    }

    private Path file() {
        return crashes == 0
                ? folder.resolve("store.db")
                : folder.resolve("after-crash-" + crashes).resolve("store.db");
    }

    private static SqliteOptions options(LongSupplier wallMillis) {
        return new SqliteOptions(wallMillis, 1 << 18, 1 << 20, () -> 0, 2, Integer.MAX_VALUE);
    }
}
