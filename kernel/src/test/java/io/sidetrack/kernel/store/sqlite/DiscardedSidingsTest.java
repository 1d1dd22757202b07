package io.sidetrack.kernel.store.sqlite;

import static io.sidetrack.kernel.store.StoreFixture.await;
import static io.sidetrack.kernel.store.StoreFixture.decide;
import static io.sidetrack.kernel.store.StoreFixture.divert;
import static io.sidetrack.kernel.store.StoreFixture.event;
import static io.sidetrack.kernel.store.StoreFixture.events;
import static io.sidetrack.kernel.store.StoreFixture.park;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidetrack.kernel.store.Command;
import io.sidetrack.kernel.store.ErroredState;
import io.sidetrack.kernel.store.Fence;
import io.sidetrack.kernel.store.Outcome.Applied;
import io.sidetrack.kernel.store.Received;
import io.sidetrack.kernel.store.Status;
import io.sidetrack.kernel.store.Store;
import io.sidetrack.kernel.store.StoreFixture;
import io.sidetrack.kernel.store.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stood on a discarded siding leaves the file in pieces that hold nobody up, also after a crash between them. */
class DiscardedSidingsTest {
    private static final int PARKED = 120_000;

    @TempDir
    Path folder;

    @Test
    void a_discard_of_very_many_is_one_row_and_the_rest_goes_in_pieces() throws Exception {
        Path file = folder.resolve("store.db");
        Store store = SqliteStore.open(file);
        discardWhole(store);
        assertThat(entries(file)).as("left right after the decision").isGreaterThan(PARKED / 2);
        Path crashed = Files.createDirectory(folder.resolve("crashed")).resolve("store.db");
        Files.copy(file, crashed);
        Files.copy(file.resolveSibling("store.db-wal"), crashed.resolveSibling("store.db-wal"));
        drains(store, file);
        Store again = SqliteStore.open(crashed);
        assertThat(await(again.shards().readSiding("s", "k", 0, 10)).count()).isZero();
        drains(again, crashed);
    }

    /** Others commit meanwhile, and it goes on whether they do or not. */
    private static void drains(Store store, Path file) throws SQLException {
        for (int commits = 0; rows(file, "discarded") > 0; commits++) {
            assertThat(commits).as("commits").isLessThan(PARKED);
            await(store.channels().append("in", events("between" + commits + "-", 1)));
        }
        assertThat(entries(file)).isZero();
        await(store.close());
    }

    @Test
    void a_piece_is_bounded_by_entries_and_by_bytes() throws Exception {
        Path path = folder.resolve("store.db");
        Store store = SqliteStore.open(path);
        String large = "{\"p\":\"" + "x".repeat(1 << 20) + "\"}";
        await(store.channels().declare(List.of(StoreFixture.channel("in"))));
        Fence fence = await(store.shards().acquire(StoreFixture.spec("s")));
        List<Command> commands = new ArrayList<>();
        commands.add(divert("k", 1, "E", Status.OPEN));
        for (int i = 0; i < 20; i++) {
            Received received = new Received("in", "0", 2 + i, "k", event("e" + i, large), null, null);
            commands.add(new Command.Park(0, "k", StoreFixture.at(2 + i), received));
        }
        for (int i = 0; i < 5_000; i++) {
            commands.add(park("k", 22 + i));
        }
        await(store.shards().commit(fence, commands));
        await(store.close());
        SqliteFile file = SqliteFile.lock(path, SqliteOptions.defaults());
        try (Session session = Session.open(file, SqliteOptions.defaults())) {
            Tables tables = session.tables();
            SubscriptionLedger ledger = tables.subscriptions.find("s");
            assertThat(ledger).isNotNull();
            Command discard = decide("E", 1, new Verdict.Discard(true));
            session.commands().apply(ledger.fence(), Prepared.all(List.of(discard)));
            List<Long> removed = new ArrayList<>();
            for (long before = left(tables); before > 0; before = left(tables)) {
                tables.discarded.removePiece();
                removed.add(before - left(tables));
            }
            assertThat(removed.get(0)).as("a few large ones").isBetween(2L, 10L);
            assertThat(removed).allSatisfy(each -> assertThat(each).isBetween(1L, 1_000L));
        } finally {
            file.release();
        }
    }

    private static long left(Tables tables) throws SQLException {
        return tables.sql.number("SELECT count(*) FROM entry");
    }

    private static void discardWhole(Store store) {
        await(store.channels().declare(List.of(StoreFixture.channel("in"))));
        Fence fence = await(store.shards().acquire(StoreFixture.spec("s")));
        List<Command> commands = new ArrayList<>();
        commands.add(divert("k", 1, "E", Status.OPEN));
        for (int i = 0; i < PARKED; i++) {
            commands.add(park("k", 2 + i));
        }
        await(store.shards().commit(fence, commands));
        ErroredState head = await(store.shards().readSiding("s", "k", 0, 1))
                .entries()
                .get(0)
                .errored();
        assertThat(head).isNotNull();
        Command discard = decide("E", head.version(), new Verdict.Discard(true));
        assertThat(await(store.shards().commit(fence, List.of(discard)))).containsExactly(new Applied(2, true, PARKED));
    }

    private static long entries(Path file) throws SQLException {
        return rows(file, "entry");
    }

    private static long rows(Path file, String table) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM " + table)) {
            return rows.next() ? rows.getLong(1) : -1;
        }
    }
}
