package io.sidetrack.kernel.store.sqlite;

import static io.sidetrack.kernel.store.StoreFixture.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidetrack.kernel.store.StoreFailedException;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A read that meets a failure or a reopening is answered, from a whole session or not at all. */
@Timeout(60)
class ReadersTest {
    private final AtomicReference<@Nullable Session> session = new AtomicReference<>();
    private final WriteQueue queue = new WriteQueue();
    private SqliteFile file;
    private Readers readers;

    @BeforeEach
    void open(@TempDir Path folder) throws IOException, SQLException {
        file = SqliteFile.lock(folder.resolve("store.db"), SqliteOptions.defaults());
        file.migrate();
        session.set(Session.open(file, SqliteOptions.defaults()));
        readers = new Readers(file, session, queue, new FailStop(queue));
    }

    @AfterEach
    void close() throws IOException {
        readers.shutDown();
        SqliteFile.close(session.getAndSet(null));
        file.release();
    }

    private Future<Long> count() {
        return readers.forEngine(sql -> sql.number("SELECT count(*) FROM channel"));
    }

    private Future<Long> countForPeople() {
        return readers.forPeople(sql -> sql.number("SELECT count(*) FROM channel"));
    }

    @Test
    void an_error_that_is_no_exception_is_an_answer_too() {
        for (int i = 0; i < 5; i++) {
            Future<Object> engine = readers.forEngine(sql -> {
                throw new AssertionError("planted");
            });
            Future<Object> people = readers.forPeople(sql -> {
                throw new StackOverflowError();
            });
            assertThat(failure(engine)).isInstanceOf(AssertionError.class).hasMessage("planted");
            assertThat(failure(people)).isInstanceOf(StackOverflowError.class);
        }
        assertThat(await(count())).isZero();
        assertThat(await(countForPeople())).isZero();
    }

    @Test
    void between_two_sessions_it_fails_as_everything_does_while_storage_is_away() {
        SqliteFile.close(session.getAndSet(null));
        assertThatThrownBy(() -> await(count()))
                .isInstanceOf(StoreFailedException.class)
                .hasMessageContaining("store.db");
        assertThatThrownBy(() -> await(countForPeople())).isInstanceOf(StoreFailedException.class);
    }

    @Test
    void of_a_session_that_was_closed_before_it_began_it_fails_or_asks_the_next_one() throws SQLException {
        Session closed = session.get();
        SqliteFile.close(closed);
        assertThatThrownBy(() -> await(count())).isInstanceOf(StoreFailedException.class);
        assertThatThrownBy(() -> await(countForPeople())).isInstanceOf(StoreFailedException.class);
        session.set(Session.open(file, SqliteOptions.defaults()));
        assertThat(await(count())).isZero();
        assertThat(await(countForPeople())).isZero();
    }

    @Test
    void that_is_under_way_ends_on_its_own_session_before_that_is_closed() throws Exception {
        CountDownLatch begun = new CountDownLatch(2);
        CountDownLatch goOn = new CountDownLatch(1);
        Readers.Read<Long> slow = sql -> {
            long before = sql.number("SELECT count(*) FROM channel");
            begun.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new SQLException(e);
            }
            return before + sql.number("SELECT count(*) FROM numbers");
        };
        Future<Long> engine = readers.forEngine(slow);
        Future<Long> people = readers.forPeople(slow);
        begun.await();
        Session old = session.getAndSet(null);
        Thread closing = new Thread(() -> SqliteFile.close(old));
        closing.start();
        while (closing.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        assertThat(failure(count())).as("nothing new begins on it").isInstanceOf(StoreFailedException.class);
        goOn.countDown();
        assertThat(await(engine)).isEqualTo(3);
        assertThat(await(people)).isEqualTo(3);
        closing.join();
    }

    private static Throwable failure(Future<?> future) {
        try {
            Object answer =
                    future.toCompletionStage().toCompletableFuture().get(30, java.util.concurrent.TimeUnit.SECONDS);
            return new IllegalStateException("answered " + answer);
        } catch (java.util.concurrent.ExecutionException e) {
            return e.getCause();
        } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
            return e;
        }
    }
}
