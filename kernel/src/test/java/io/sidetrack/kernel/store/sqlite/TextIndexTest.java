package io.sidetrack.kernel.store.sqlite;

import static io.sidetrack.kernel.store.StoreFixture.attempt;
import static io.sidetrack.kernel.store.StoreFixture.await;
import static io.sidetrack.kernel.store.StoreFixture.channel;
import static io.sidetrack.kernel.store.StoreFixture.decide;
import static io.sidetrack.kernel.store.StoreFixture.event;
import static io.sidetrack.kernel.store.StoreFixture.spec;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidetrack.kernel.store.Command;
import io.sidetrack.kernel.store.ErrorStore.ErrorFilter;
import io.sidetrack.kernel.store.ErrorStore.ErroredSummary;
import io.sidetrack.kernel.store.Fence;
import io.sidetrack.kernel.store.Keeping;
import io.sidetrack.kernel.store.Outcome;
import io.sidetrack.kernel.store.Receipt;
import io.sidetrack.kernel.store.Received;
import io.sidetrack.kernel.store.Status;
import io.sidetrack.kernel.store.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file of the index is lost, old, foreign or damaged; a search finds what is there all the same. */
class TextIndexTest {
    private static final int NEVER = Integer.MAX_VALUE;
    private static final Duration DAY = Duration.ofDays(1);

    @TempDir
    Path folder;

    private final AtomicLong wallMillis = new AtomicLong(1);
    private SqliteStore store;
    private Fence fence;

    @BeforeEach
    void openStore() {
        open(2);
    }

    @AfterEach
    void closeStore() {
        await(store.close());
    }

    private void open(int indexed) {
        store = SqliteStore.open(
                folder.resolve("store.db"), new SqliteOptions(wallMillis::get, 1 << 10, 1 << 16, () -> 0, 2, indexed));
        await(store.channels().declare(List.of(channel("in"))));
        fence = await(store.shards().acquire(spec("s")));
    }

    private void reopen(int indexed) {
        await(store.close());
        open(indexed);
    }

    private void errored(String id, String text) {
        Received received = new Received("in", "0", 1, null, event(id, text), null, null);
        apply(new Command.Divert(0, id, Receipt.NONE, received, id, Status.OPEN, 0, List.of(attempt(1, "x")), ""));
    }

    private void edit(String id, String text) {
        apply(decide(id, 1, new Verdict.Resubmit(event(id, text), null, null, false)));
    }

    private void apply(Command command) {
        assertThat(await(store.shards().commit(fence, List.of(command)))).hasOnlyElementsOfType(Outcome.Applied.class);
    }

    private void others(int count) {
        for (int i = 0; i < count; i++) {
            errored("other" + wallMillis.incrementAndGet(), "nothing");
        }
    }

    private List<String> found(String q) {
        ErrorFilter filter = new ErrorFilter(null, null, null, null, null, q, null, null);
        return await(store.errors().list(filter, null, 100)).items().stream()
                .map(ErroredSummary::id)
                .toList();
    }

    /** How many texts the index has that hold a run of three characters. */
    private long indexed(String run) throws SQLException {
        await(store.indexed());
        try (Connection connection = SqliteFile.source(index(), 1 << 10).getConnection();
                Sql sql = new Sql(connection)) {
            return sql.number("SELECT count(*) FROM runs WHERE runs MATCH ?", '"' + run + '"');
        }
    }

    private Path index() {
        return folder.resolve("store.db-search");
    }

    private void keepCopy(String of, String as) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(each -> isPartOf(each, of)).toList()) {
                Files.copy(
                        file, folder.resolve(as + file.getFileName().toString().substring(of.length())));
            }
        }
    }

    private void restore(String copy, String as) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(each -> isPartOf(each, as)).toList()) {
                Files.delete(file);
            }
        }
        keepCopy(copy, as);
    }

    private static boolean isPartOf(Path file, String of) {
        return List.of(of, of + "-wal", of + "-shm").contains(file.getFileName().toString());
    }

    @Test
    void an_empty_store_has_no_index() {
        await(store.indexed());
        assertThat(index()).doesNotExist();
    }

    @Test
    void what_was_taken_in_stays_over_a_restart_and_the_rest_follows() throws Exception {
        errored("E1", "needle");
        others(3);
        assertThat(indexed("eed")).isEqualTo(1);
        reopen(NEVER);
        errored("E2", "needle");
        edit("E1", "thread");
        reopen(2);
        assertThat(found("needle")).containsExactly("E2");
        assertThat(indexed("eed")).isEqualTo(1);
        assertThat(indexed("rea")).isEqualTo(1);
        assertThat(found("thread")).containsExactly("E1");
    }

    @Test
    void a_search_misses_nothing_while_the_index_does_not_follow() throws Exception {
        reopen(NEVER);
        errored("E1", "needle");
        others(3);
        assertThat(indexed("eed")).isEqualTo(1);
        errored("E2", "needle");
        edit("E1", "thread");
        others(5);
        assertThat(found("needle")).containsExactly("E2");
        assertThat(found("thread")).containsExactly("E1");
        assertThat(indexed("eed")).isEqualTo(1);
        assertThat(found("needle")).containsExactly("E2");
    }

    @Test
    void its_file_belongs_to_its_owner_alone() throws Exception {
        others(3);
        indexed("not");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(index())))
                .isEqualTo("rw-------");
    }

    @Test
    void what_is_removed_leaves_it_and_changes_do_not_pile_up() throws Exception {
        errored("E1", "needle");
        errored("E2", "needle");
        others(3);
        assertThat(indexed("eed")).isEqualTo(2);
        apply(decide("E1", 1, new Verdict.Discard(false)));
        wallMillis.addAndGet(DAY.toMillis() * 2);
        await(store.prune(new Keeping(DAY, DAY, DAY)));
        others(2);
        assertThat(indexed("eed")).isEqualTo(1);
        others(1); // written behind the removal of the changes that were followed
        assertThat(touched()).isZero();
    }

    private long touched() throws SQLException {
        try (Connection connection =
                        SqliteFile.source(folder.resolve("store.db"), 1 << 10).getConnection();
                Sql sql = new Sql(connection)) {
            return sql.number("SELECT count(*) FROM touched");
        }
    }

    @Nested
    class An_index_that_is_not_one_of_the_store_as_it_is {

        @Test
        void is_made_anew_where_the_store_was_set_back() throws Exception {
            others(3);
            await(store.close());
            keepCopy("store.db", "copy.db");
            open(2);
            for (int i = 0; i < 5; i++) {
                errored("lost" + i, "lost");
            }
            assertThat(indexed("los")).isEqualTo(5);
            await(store.close());
            restore("copy.db", "store.db");
            open(2);
            errored("E", "needle");
            others(3);
            assertThat(found("needle")).containsExactly("E");
            assertThat(indexed("eed")).isEqualTo(1);
            assertThat(indexed("los")).isZero();
            assertThat(found("needle")).containsExactly("E");
        }

        @Test
        void is_made_anew_where_the_store_was_set_back_behind_an_edit() throws Exception {
            errored("E", "needle");
            others(3);
            await(store.close());
            keepCopy("store.db", "copy.db");
            open(2);
            edit("E", "thread");
            errored("E2", "thread");
            assertThat(indexed("rea")).isEqualTo(2);
            await(store.close());
            restore("copy.db", "store.db");
            open(2);
            await(store.indexed());
            assertThat(found("needle")).containsExactly("E");
        }

        @Test
        void is_made_anew_where_it_is_older_than_what_the_store_still_tells() throws Exception {
            errored("E", "needle");
            others(3);
            assertThat(indexed("eed")).isEqualTo(1);
            await(store.close());
            keepCopy("store.db-search", "old");
            open(2);
            edit("E", "thread");
            others(3);
            assertThat(indexed("rea")).isEqualTo(1);
            reopen(2);
            await(store.close());
            restore("old", "store.db-search");
            open(2);
            await(store.indexed());
            assertThat(found("thread")).containsExactly("E");
        }

        @Test
        void is_made_anew_where_it_belongs_to_another_store() throws Exception {
            others(5);
            assertThat(indexed("not")).isEqualTo(5);
            await(store.close());
            Files.delete(folder.resolve("store.db"));
            open(2);
            errored("E", "needle");
            others(4);
            assertThat(indexed("eed")).isEqualTo(1);
            assertThat(found("needle")).containsExactly("E");
        }

        @Test
        void is_made_anew_where_it_is_damaged() throws Exception {
            errored("E", "needle");
            others(3);
            await(store.close());
            Files.writeString(index(), "this is no index of anything, and long enough to be taken for one".repeat(99));
            open(2);
            assertThat(found("needle")).containsExactly("E");
            assertThat(indexed("eed")).isEqualTo(1);
        }

        @Test
        void is_made_anew_where_it_is_not_there() throws Exception {
            errored("E", "needle");
            others(3);
            assertThat(indexed("eed")).isEqualTo(1);
            await(store.close());
            Files.delete(index());
            open(2);
            assertThat(indexed("eed")).isEqualTo(1);
            assertThat(found("needle")).containsExactly("E");
        }
    }

    /** The look at the start may come before or after they are there; none comes later. */
    @Test
    void a_search_reads_through_what_is_not_taken_in() {
        reopen(NEVER);
        errored("E", "needle");
        others(5);
        errored("E2", "needle");
        assertThat(found("needle")).containsExactly("E2", "E");
    }
}
