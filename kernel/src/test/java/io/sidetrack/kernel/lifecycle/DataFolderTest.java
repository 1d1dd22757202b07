package io.sidetrack.kernel.lifecycle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

    @TempDir
    private Path folder;

    @Nested
    class A_lock {
        @Test
        void makes_the_folder_and_says_who_holds_it() {
            Path data = folder.resolve("some/data");

            try (DataFolder locked = DataFolder.lock(data, START)) {
                locked.reachableAt(START, "http://127.0.0.1:1234");

                assertThat(LockNote.read(data))
                        .isEqualTo(new LockNote(
                                ProcessHandle.current().pid(), "2026-01-02T03:04:05Z", "http://127.0.0.1:1234"));
            }
        }

        @Test
        void is_refused_while_another_holds_it_and_names_that_one() {
            DataFolder first = DataFolder.lock(folder, START);
            try {
                assertThatThrownBy(() -> DataFolder.lock(folder, START))
                        .isInstanceOf(StartException.class)
                        .hasMessageContaining(folder.toString())
                        .hasMessageContaining(
                                "process " + ProcessHandle.current().pid())
                        .hasMessageContaining("started at 2026-01-02T03:04:05Z")
                        .hasMessageContaining("--data");
            } finally {
                first.close();
            }
        }

        @Test
        void can_be_taken_again_after_it_was_let_go() {
            DataFolder.lock(folder, START).close();

            DataFolder.lock(folder, START).close();

            assertThat(folder.resolve("lock")).exists();
        }

        @Test
        void forgets_where_the_holder_before_was_reachable() {
            try (DataFolder before = DataFolder.lock(folder, START)) {
                before.reachableAt(START, "http://127.0.0.1:1234");
            }

            try (DataFolder now = DataFolder.lock(folder, START)) {
                assertThat(LockNote.read(now.path()).url()).isNull();
            }
        }

        @Test
        void stays_whole_for_whoever_is_reading_who_holds_it() throws Exception {
            try (DataFolder data = DataFolder.lock(folder, START);
                    InputStream reading = Files.newInputStream(folder.resolve("holder"))) {
                data.reachableAt(START, "http://127.0.0.1:1234");

                assertThat(new String(reading.readAllBytes(), UTF_8))
                        .contains("started=")
                        .doesNotContain("url=");
            }
        }

        @Test
        void never_shows_who_holds_it_beside_the_address_of_the_holder_before() throws Exception {
            AtomicBoolean written = new AtomicBoolean();
            CompletableFuture<Set<LockNote>> seen = CompletableFuture.supplyAsync(() -> {
                Set<LockNote> notes = new HashSet<>();
                while (!written.get()) {
                    notes.add(LockNote.read(folder));
                }
                return notes;
            });

            Instant later = START.plusSeconds(60);
            for (int i = 0; i < 200; i++) {
                try (DataFolder data = DataFolder.lock(folder, START)) {
                    data.reachableAt(later, "http://127.0.0.1:1234");
                }
            }
            written.set(true);

            long pid = ProcessHandle.current().pid();
            assertThat(seen.join())
                    .isSubsetOf(
                            new LockNote(0, "", null),
                            new LockNote(pid, START.toString(), null),
                            new LockNote(pid, later.toString(), "http://127.0.0.1:1234"));
        }

        @Test
        void below_a_file_is_refused_with_what_to_do() throws Exception {
            Path file = Files.createFile(folder.resolve("file"));

            assertThatThrownBy(() -> DataFolder.lock(file.resolve("data"), START))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("cannot be written")
                    .hasMessageContaining("--data");
        }
    }

    @Nested
    class The_admin_token {
        @Test
        void is_random_kept_and_for_its_owner_alone() throws Exception {
            String first;
            try (DataFolder data = DataFolder.lock(folder, START)) {
                first = data.adminToken();
            }

            try (DataFolder data = DataFolder.lock(folder, START)) {
                assertThat(data.adminToken()).isEqualTo(first);
            }
            assertThat(Base64.getUrlDecoder().decode(first)).hasSize(32);
            assertThat(Files.getPosixFilePermissions(folder.resolve("admin-token")))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        }

        @Test
        void is_closed_to_others_again_where_somebody_had_opened_it() throws Exception {
            try (DataFolder data = DataFolder.lock(folder, START)) {
                data.adminToken();
                Files.setPosixFilePermissions(
                        folder.resolve("admin-token"), PosixFilePermissions.fromString("rw-r--r--"));

                data.adminToken();

                assertThat(Files.getPosixFilePermissions(folder.resolve("admin-token")))
                        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
            }
        }
    }
}
