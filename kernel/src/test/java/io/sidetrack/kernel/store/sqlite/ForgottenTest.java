package io.sidetrack.kernel.store.sqlite;

import static io.sidetrack.kernel.store.StoreFixture.await;
import static io.sidetrack.kernel.store.StoreFixture.divert;
import static io.sidetrack.kernel.store.StoreFixture.park;
import static io.sidetrack.kernel.store.StoreFixture.spec;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidetrack.kernel.store.Command;
import io.sidetrack.kernel.store.Fence;
import io.sidetrack.kernel.store.Outcome;
import io.sidetrack.kernel.store.Receipt;
import io.sidetrack.kernel.store.StateWrite;
import io.sidetrack.kernel.store.Status;
import io.sidetrack.kernel.store.StoreFixture;
import io.sidetrack.kernel.store.SubscriptionInfo;
import io.sidetrack.kernel.store.Verdict;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is left in the file of a subscription that was forgotten: nothing, in the end. */
@Timeout(60)
class ForgottenTest {
    private static final List<String> TABLES = List.of(
            "subscription",
            "progress",
            "siding",
            "discarded",
            "entry",
            "errored",
            "revision",
            "attempt",
            "resolution",
            "keyed_state",
            "source",
            "mark",
            "inbox");

    private static final int DISCARDED = 10_000;

    @TempDir
    Path folder;

    @Test
    void every_row_of_it_goes_although_the_store_was_closed_in_the_middle() throws Exception {
        SqliteStore store = SqliteStore.open(file());
        Fence fence = fill(store);
        SubscriptionInfo before = await(store.shards().subscriptions()).get(0);
        Command discard = StoreFixture.decide("D", 1, new Verdict.Discard(true));
        store.shards().commit(fence, List.of(discard));
        String seen = new SubscriptionInfo("s", 0, 1, false, Map.of(), 0, 1, before.parked() - DISCARDED).version();
        await(store.subscriptions().forget("s", seen, "ann"));
        await(store.close());
        assertThat(rows().get("entry")).as("it was closed in the middle").isPositive();
        assertThat(rows().get("discarded")).isPositive();

        SqliteStore reopened = SqliteStore.open(file());
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (rows().values().stream().anyMatch(count -> count > 0) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(5_000_000);
        }
        assertThat(rows()).allSatisfy((table, count) -> assertThat(count).isZero());
        await(reopened.close());
    }

    private static Fence fill(SqliteStore store) {
        await(store.channels().declare(List.of(StoreFixture.channel("in"), StoreFixture.channel("out"))));
        Fence fence = await(store.shards().acquire(spec("s")));
        List<Command> commands = new ArrayList<>();
        commands.add(divert("k", 1, "E", Status.OPEN));
        for (int i = 2; i < 40_000; i++) {
            commands.add(park("k", i));
        }
        commands.add(StoreFixture.decide("E", 1, StoreFixture.resubmit()));
        commands.add(divert("d", 50_000, "D", Status.OPEN));
        for (int i = 1; i < DISCARDED; i++) {
            commands.add(park("d", 50_000 + i));
        }
        StateWrite state = new StateWrite("m", Buffer.buffer("kept"));
        commands.add(new Command.Done(0, "m", new Receipt.Mark("log", "0", 9), state, List.of()));
        commands.add(new Command.Done(0, "n", new Receipt.Inbox("queue", "/s", "i"), state, List.of()));
        assertThat(await(store.shards().commit(fence, commands))).allMatch(each -> each instanceof Outcome.Applied);
        return fence;
    }

    private Path file() {
        return folder.resolve("sidetrack.db");
    }

    private Map<String, Long> rows() throws SQLException {
        Map<String, Long> rows = new TreeMap<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:file:" + file() + "?mode=ro");
                Statement statement = connection.createStatement()) {
            for (String table : TABLES) {
                try (ResultSet counted = statement.executeQuery("SELECT count(*) FROM " + table)) {
                    rows.put(table, counted.next() ? counted.getLong(1) : -1);
                }
            }
        }
        return rows;
    }
}
