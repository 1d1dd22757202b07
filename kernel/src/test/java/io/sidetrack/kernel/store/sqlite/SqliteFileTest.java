package io.sidetrack.kernel.store.sqlite;

import static io.sidetrack.kernel.store.StoreFixture.await;
import static io.sidetrack.kernel.store.StoreFixture.event;
import static io.sidetrack.kernel.store.StoreFixture.events;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudevents.CloudEvent;
import io.sidetrack.kernel.store.ChannelSpec;
import io.sidetrack.kernel.store.ChannelStore.Appended;
import io.sidetrack.kernel.store.ChannelStore.ChannelEvent;
import io.sidetrack.kernel.store.Fence;
import io.sidetrack.kernel.store.FencedException;
import io.sidetrack.kernel.store.Status;
import io.sidetrack.kernel.store.Store;
import io.sidetrack.kernel.store.StoreFailedException;
import io.sidetrack.kernel.store.StoreFixture;
import io.sidetrack.kernel.store.SubscriptionInfo;
import io.vertx.core.Future;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What only a store in a file can meet: a killed process, a full disk, another process, a file that is no store. */
class SqliteFileTest {
    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("store.db");
    }

    private static void declare(Store store) {
        await(store.channels().declare(List.of(new ChannelSpec("in", Duration.ofDays(1), 10_000_000))));
    }

    private static List<String> ids(Store store, String channel) {
        return await(store.channels().read(channel, 1, Integer.MAX_VALUE)).stream()
                .map(each -> each.event().getId())
                .toList();
    }

    private static Process child(Class<?> main, Path file) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        main.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    @Nested
    class A_killed_process {

        @Test
        void leaves_everything_that_it_acknowledged_in_order_and_nothing_by_halves() throws Exception {
            Random random = new Random(11);
            long appended = 0;
            long done = 0;
            for (int kill = 0; kill < 5; kill++) {
                Process process = child(AppendUntilKilled.class, file());
                int lines = 1 + random.nextInt(3_000);
                try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
                    String line;
                    while ((line = out.readLine()) != null) {
                        long position = Long.parseLong(line.substring(line.indexOf(' ') + 1));
                        if (line.startsWith("appended")) {
                            appended = Math.max(appended, position);
                        } else {
                            done = Math.max(done, position);
                        }
                        if (--lines == 0) {
                            process.toHandle().destroyForcibly(); // keeps the pipe: what it has written is read on
                        }
                    }
                }
                process.waitFor();
                check(appended, done);
            }
            assertThat(appended).isPositive();
        }

        private void check(long appended, long done) {
            Store store = SqliteStore.open(file());
            List<ChannelEvent> in = await(store.channels().read("in", 1, Integer.MAX_VALUE));
            assertThat((long) in.size()).isGreaterThanOrEqualTo(appended);
            for (int i = 0; i < in.size(); i++) {
                assertThat(in.get(i).position()).isEqualTo(i + 1L);
                assertThat(in.get(i).event()).isEqualTo(event("e" + (i + 1)));
            }
            SubscriptionInfo subscription =
                    await(store.shards().subscriptions()).get(0);
            long watermark = subscription.progress().get("in").watermark();
            assertThat(watermark).isGreaterThanOrEqualTo(done);
            assertThat(subscription.progress().get("in").ranges()).isEmpty();
            assertThat(ids(store, "out")).hasSize((int) watermark);
            if (watermark > 0) {
                assertThat(await(store.shards().readStates("s", List.of("k"))).get("k"))
                        .hasToString(Long.toString(watermark));
            }
            await(store.close());
        }
    }

    @Nested
    class A_full_disk {
        private final AtomicLong maxPages = new AtomicLong(400);
        private final List<StoreFailedException> told = new ArrayList<>();

        @Test
        void stops_everything_until_there_is_room_and_loses_nothing_that_was_acknowledged() {
            Store store = SqliteStore.open(file(), options());
            store.onFailure(told::add);
            declare(store);
            Fence fence = await(store.shards().acquire(StoreFixture.spec("s")));
            List<String> acknowledged = new ArrayList<>();
            assertThatThrownBy(() -> fill(store, acknowledged))
                    .isInstanceOf(StoreFailedException.class)
                    .hasMessageContaining("full")
                    .hasMessageContaining("store.db");
            assertThat(acknowledged).isNotEmpty();

            assertThatThrownBy(() -> await(store.channels().append("in", events("later", 1))))
                    .isInstanceOf(StoreFailedException.class);
            assertThatThrownBy(() -> await(store.channels().read("in", 1, 1))).isInstanceOf(StoreFailedException.class);
            assertThatThrownBy(() -> await(store.errors().sidings(null, null, 1)))
                    .isInstanceOf(StoreFailedException.class);
            assertThatThrownBy(() -> await(store.reopen())).as("still full").isInstanceOf(StoreFailedException.class);
            assertThat(told).hasSize(1);

            maxPages.set(100_000);
            await(store.reopen());
            assertThat(ids(store, "in").subList(0, acknowledged.size())).isEqualTo(acknowledged);
            assertThatThrownBy(() -> await(store.shards().commit(fence, List.of(StoreFixture.done(1)))))
                    .as("nothing goes on from memory")
                    .isInstanceOf(FencedException.class);
            Fence next = await(store.shards().acquire(StoreFixture.spec("s")));
            await(store.shards().commit(next, List.of(StoreFixture.done(1))));
            await(store.channels().append("in", events("later", 1)));
            assertThat(ids(store, "in")).endsWith("later0");

            maxPages.set(0);
            await(store.close());
        }

        @Test
        void is_told_again_when_it_happens_again() {
            Store store = SqliteStore.open(file(), options());
            store.onFailure(told::add);
            declare(store);
            assertThatThrownBy(() -> fill(store, new ArrayList<>())).isInstanceOf(StoreFailedException.class);
            maxPages.set(2_000);
            await(store.reopen());
            assertThatThrownBy(() -> fill(store, new ArrayList<>())).isInstanceOf(StoreFailedException.class);
            assertThat(told).hasSize(2);
            await(store.close());
        }

        @Test
        void answers_every_call_that_was_under_way() {
            Store store = SqliteStore.open(file(), options());
            declare(store);
            List<Future<List<Appended>>> calls = new ArrayList<>();
            for (int i = 0; i < 3_000; i++) {
                calls.add(store.channels().append("in", big("e" + i)));
            }
            boolean failed = false;
            for (Future<List<Appended>> call : calls) {
                try {
                    await(call);
                    assertThat(failed).as("an answer after a failure").isFalse();
                } catch (StoreFailedException e) {
                    failed = true;
                }
            }
            assertThat(failed).isTrue();
            await(store.close());
        }

        @Test
        void fails_reads_or_answers_them_wholly_while_it_comes_and_goes() throws Exception {
            maxPages.set(100_000);
            Store store = SqliteStore.open(file(), options());
            declare(store);
            Fence fence = await(store.shards().acquire(StoreFixture.spec("s")));
            await(store.shards().commit(fence, List.of(StoreFixture.divert("k", 1, "E", Status.OPEN))));
            AtomicBoolean ended = new AtomicBoolean();
            List<Thread> readers = new ArrayList<>();
            List<Throwable> wrong = new CopyOnWriteArrayList<>();
            AtomicInteger answered = new AtomicInteger();
            for (int i = 0; i < 4; i++) {
                readers.add(new Thread(() -> {
                    while (!ended.get()) {
                        try {
                            assertThat(await(store.shards().readSiding("s", "k", 0, 1))
                                            .count())
                                    .isEqualTo(1);
                            assertThat(await(store.errors().find("E"))).isPresent();
                            assertThat(await(store.channels().info("in")).first())
                                    .isEqualTo(1);
                            answered.incrementAndGet();
                        } catch (StoreFailedException e) {
                            Thread.onSpinWait();
                        } catch (Throwable e) {
                            wrong.add(e);
                        }
                    }
                }));
            }
            readers.forEach(Thread::start);
            for (int i = 0; i < 20; i++) {
                maxPages.set(1);
                await(store.reopen().otherwiseEmpty());
                int before = answered.get();
                maxPages.set(100_000);
                await(store.reopen());
                while (answered.get() == before) {
                    Thread.onSpinWait();
                }
            }
            ended.set(true);
            for (Thread reader : readers) {
                reader.join();
            }
            assertThat(wrong).isEmpty();
            await(store.close());
        }

        private void fill(Store store, List<String> acknowledged) {
            for (int i = 0; i < 10_000; i++) {
                String id = "fill" + acknowledged.size() + "-" + told.size();
                await(store.channels().append("in", big(id)));
                acknowledged.add(id);
            }
        }

        private static List<CloudEvent> big(String id) {
            return List.of(event(id, "{\"padding\":\"" + "x".repeat(4_000) + "\"}"));
        }

        private SqliteOptions options() {
            return new SqliteOptions(System::currentTimeMillis, 1 << 18, 1 << 20, maxPages::get, 500, 500);
        }
    }

    @Nested
    class Reopening {

        @Test
        void without_a_failure_keeps_everything_and_refuses_the_fences_of_before() {
            Store store = SqliteStore.open(file());
            declare(store);
            Fence fence = await(store.shards().acquire(StoreFixture.spec("s")));
            AtomicInteger heard = new AtomicInteger();
            store.channels().onAppend("in", last -> heard.incrementAndGet());
            Future<List<Appended>> before = store.channels().append("in", events("a", 2));
            Future<Void> reopened = store.reopen();
            Future<List<Appended>> after = store.channels().append("in", events("b", 2));
            await(before);
            await(reopened);
            assertThat(await(after)).extracting(Appended::position).containsExactly(3L, 4L);
            assertThat(ids(store, "in")).containsExactly("a0", "a1", "b0", "b1");
            assertThatThrownBy(() -> await(store.shards().commit(fence, List.of(StoreFixture.done(1)))))
                    .isInstanceOf(FencedException.class);
            await(store.close());
            assertThat(heard).hasValue(2);
        }
    }

    @Nested
    class Closing {

        @Test
        void finishes_what_was_submitted_and_refuses_what_comes_later() {
            Store store = SqliteStore.open(file());
            declare(store);
            List<Future<List<Appended>>> submitted = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                submitted.add(store.channels().append("in", events("e" + i + "-", 1)));
            }
            Future<Void> closed = store.close();
            Future<List<Appended>> late = store.channels().append("in", events("late", 1));
            await(closed);
            submitted.forEach(StoreFixture::await);
            assertThatThrownBy(() -> await(late)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> await(store.reopen())).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> await(store.audit().list(null, 1))).isInstanceOf(IllegalStateException.class);
            await(store.close());
            Store again = SqliteStore.open(file());
            assertThat(ids(again, "in")).hasSize(200);
            await(again.close());
        }
    }

    @Nested
    class A_file {

        @Test
        void is_readable_by_its_owner_alone() throws IOException {
            await(SqliteStore.open(file()).close());
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                    .isEqualTo("rw-------");
        }

        @Test
        void that_this_process_has_open_is_refused() {
            Store store = SqliteStore.open(file());
            assertThatThrownBy(() -> SqliteStore.open(file()))
                    .isInstanceOf(StoreFailedException.class)
                    .hasMessageContaining("store.db")
                    .hasMessageContaining("another process");
            declare(store);
            await(store.close());
        }

        @Test
        void that_another_process_has_open_is_refused() throws Exception {
            Process process = child(AppendUntilKilled.class, file());
            try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
                assertThat(out.readLine()).isNotNull();
                assertThatThrownBy(() -> SqliteStore.open(file()))
                        .isInstanceOf(StoreFailedException.class)
                        .hasMessageContaining("another process");
            } finally {
                process.destroyForcibly().waitFor();
            }
            await(SqliteStore.open(file()).close());
        }

        @Test
        void that_may_not_be_written_is_refused() throws Exception {
            await(SqliteStore.open(file()).close());
            forbidWriting(true);
            try {
                assertThatThrownBy(() -> SqliteStore.open(file()))
                        .isInstanceOf(StoreFailedException.class)
                        .hasMessageContaining("store.db")
                        .hasMessageContaining("written");
            } finally {
                forbidWriting(false);
            }
            await(SqliteStore.open(file()).close());
        }

        /** Root may write whatever the permissions say, but not what is immutable. */
        private void forbidWriting(boolean forbid) throws Exception {
            if (!Files.getOwner(file()).getName().equals("root")) {
                assertThat(file().toFile().setWritable(!forbid)).isTrue();
            } else {
                Process chattr = new ProcessBuilder("chattr", forbid ? "+i" : "-i", file().toString())
                        .inheritIO()
                        .start();
                assertThat(chattr.waitFor())
                        .as("chattr as root; apt-get install e2fsprogs, or run the tests as another user")
                        .isZero();
            }
        }

        @Test
        void in_a_folder_that_is_not_there_is_refused() {
            assertThatThrownBy(() -> SqliteStore.open(folder.resolve("nowhere/store.db")))
                    .isInstanceOf(StoreFailedException.class)
                    .hasMessageContaining("nowhere");
        }

        @Test
        void that_is_no_store_is_refused() throws IOException {
            Files.writeString(file(), "this is no database, ".repeat(1_000));
            assertThatThrownBy(() -> SqliteStore.open(file()))
                    .isInstanceOf(StoreFailedException.class)
                    .hasMessageContaining("no store");
        }

        @Test
        void of_a_newer_version_is_refused() throws SQLException {
            await(SqliteStore.open(file()).close());
            try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                    Statement statement = connection.createStatement()) {
                statement.execute(
                        "INSERT INTO flyway_schema_history SELECT 99, '99', 'later', 'SQL', 'V99__later.sql', 1,"
                                + " installed_by, installed_on, 1, 1 FROM flyway_schema_history WHERE installed_rank = 1");
            }
            assertThatThrownBy(() -> SqliteStore.open(file()))
                    .isInstanceOf(StoreFailedException.class)
                    .hasMessageContaining("99");
        }

        @Test
        void gives_space_back_that_was_trimmed() throws Exception {
            AtomicLong wallMillis = new AtomicLong(StoreFixture.FIRST_MILLIS);
            Store store =
                    SqliteStore.open(file(), new SqliteOptions(wallMillis::get, 1 << 10, 1 << 16, () -> 0, 500, 500));
            declare(store);
            for (int i = 0; i < 60; i++) {
                String padding = "{\"p\":\"" + "x".repeat(10_000) + "\"}";
                List<CloudEvent> batch = new ArrayList<>();
                for (int j = 0; j < 100; j++) {
                    batch.add(event(i + "-" + j, padding));
                }
                await(store.channels().append("in", batch));
            }
            wallMillis.addAndGet(Duration.ofDays(2).toMillis());
            assertThat(await(store.channels().trim("in"))).isEqualTo(6_000);
            for (int i = 0; i < 20; i++) {
                await(store.channels().append("in", events("more" + i, 1)));
                wallMillis.addAndGet(Duration.ofDays(2).toMillis());
                await(store.channels().trim("in"));
            }
            await(store.close());
            assertThat(Files.size(file())).isLessThan(40_000_000);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a?journal_mode=DELETE", "a?b=c", "a#b", "a%20b%", "sp ace", "ünï-日本", "file:x", "a'b\"c;d"})
    void a_folder_and_a_file_of_any_name_work(String name) throws IOException {
        Path own = Files.createDirectory(folder.resolve(name)).resolve(name);
        Store store = SqliteStore.open(own);
        declare(store);
        await(store.channels().append("in", events("a", 2)));
        await(store.close());
        Store again = SqliteStore.open(own);
        assertThat(ids(again, "in")).containsExactly("a0", "a1");
        await(again.close());
        try (Stream<Path> there = Files.list(own.getParent())) {
            assertThat(there.map(each -> String.valueOf(each.getFileName())))
                    .contains(name)
                    .allMatch(each -> each.startsWith(name));
        }
        try (Stream<Path> there = Files.list(folder)) {
            assertThat(there).containsExactly(own.getParent());
        }
    }

    @Test
    void pages_from_memory_and_from_the_file_are_the_same() {
        Store store = SqliteStore.open(
                file(), new SqliteOptions(System::currentTimeMillis, 1 << 10, 100_000, () -> 0, 500, 500));
        declare(store);
        Random random = new Random(5);
        List<String> model = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            List<CloudEvent> batch = events("b" + i + "-", 1 + random.nextInt(700));
            await(store.channels().append("in", batch));
            batch.forEach(each -> model.add(each.getId()));
            int from = random.nextInt(model.size());
            int limit = 1 + random.nextInt(1_000);
            List<ChannelEvent> page = await(store.channels().read("in", from + 1L, limit));
            assertThat(page).isNotEmpty();
            for (int j = 0; j < page.size(); j++) {
                assertThat(page.get(j).position()).isEqualTo(from + j + 1L);
                assertThat(page.get(j).event().getId()).isEqualTo(model.get(from + j));
            }
        }
        await(store.close());
    }
}
