package io.sidetrack.kernel.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidetrack.kernel.store.AccessStore;
import io.sidetrack.kernel.store.AnswerStore;
import io.sidetrack.kernel.store.AuditStore;
import io.sidetrack.kernel.store.ChannelStore;
import io.sidetrack.kernel.store.ErrorStore;
import io.sidetrack.kernel.store.Keeping;
import io.sidetrack.kernel.store.ShardStore;
import io.sidetrack.kernel.store.Store;
import io.sidetrack.kernel.store.StoreFailedException;
import io.sidetrack.kernel.store.SubscriptionStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class StorageSupervisorTest {
    private final Vertx vertx = Vertx.vertx();
    private final NodeState state = new NodeState("test", Instant.EPOCH);
    private final BlockingQueue<String> steps = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final StorageSupervisor.Listener news = new StorageSupervisor.Listener() {
        @Override
        public void storageFailed(String reason) {
            told.add("failed: " + reason);
        }

        @Override
        public void storageRecovered() {
            told.add("recovered");
        }
    };
    private final BrokenStore store = new BrokenStore();
    private final ScriptedIntake intake = new ScriptedIntake();

    @BeforeEach
    void deploy() {
        vertx.deployVerticle(new StorageSupervisor(store, state, intake, news)).await();
    }

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void halts_intake_before_it_reopens_and_starts_it_from_the_store_afterwards() throws Exception {
        store.breakDown();

        assertThat(nextSteps(3)).isEqualTo("halt reopen start");
        awaitReady();
        assertThat(told).containsExactly("failed: disk is full", "recovered");
    }

    @Test
    void says_not_ready_and_why_until_the_store_can_be_reopened() throws Exception {
        store.refusals.set(2);

        store.breakDown();

        assertThat(nextSteps(4)).isEqualTo("halt refused halt refused");
        assertThat(state.notReady()).singleElement().asString().contains("storage failed", "disk is full");
        assertThat(nextSteps(3)).isEqualTo("halt reopen start");
        awaitReady();
    }

    @Test
    void recovers_anew_where_storage_fails_again_while_subscriptions_start() throws Exception {
        intake.onFirstStart = store::breakDown;

        store.breakDown();

        assertThat(nextSteps(6)).isEqualTo("halt reopen start halt reopen start");
        awaitReady();
    }

    @Test
    void tries_again_where_subscriptions_do_not_start() throws Exception {
        intake.failures.set(1);

        store.breakDown();

        assertThat(nextSteps(6)).isEqualTo("halt reopen start halt reopen start");
        awaitReady();
    }

    private String nextSteps(int count) throws InterruptedException {
        StringBuilder seen = new StringBuilder();
        for (int i = 0; i < count; i++) {
            seen.append(seen.isEmpty() ? "" : " ").append(steps.poll(10, TimeUnit.SECONDS));
        }
        return seen.toString();
    }

    private void awaitReady() throws InterruptedException {
        for (int i = 0; i < 500 && !state.notReady().isEmpty(); i++) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        assertThat(state.notReady()).isEmpty();
    }

    private final class ScriptedIntake implements Intake {
        private final AtomicInteger failures = new AtomicInteger();
        private volatile Runnable onFirstStart = () -> {};

        @Override
        public Future<Void> halt() {
            steps.add("halt");
            return Future.succeededFuture();
        }

        @Override
        public Future<Void> startAll() {
            steps.add("start");
            onFirstStart.run();
            onFirstStart = () -> {};
            return failures.getAndDecrement() > 0 ? Future.failedFuture("does not start") : Future.succeededFuture();
        }
    }

    /** A store of which only failing and reopening matters. */
    private final class BrokenStore implements Store {
        private final AtomicInteger refusals = new AtomicInteger();
        private volatile Consumer<StoreFailedException> listener = failure -> {};

        void breakDown() {
            listener.accept(new StoreFailedException("commit failed", new IOException("disk is full")));
        }

        @Override
        public String nodeName() {
            return "node";
        }

        @Override
        public void onFailure(Consumer<StoreFailedException> told) {
            listener = told;
        }

        @Override
        public Future<Void> reopen() {
            if (refusals.getAndDecrement() > 0) {
                steps.add("refused");
                return Future.failedFuture(new StoreFailedException("cannot open", new IOException("disk is full")));
            }
            steps.add("reopen");
            return Future.succeededFuture();
        }

        @Override
        public Future<Long> prune(Keeping keeping) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Future<Void> close() {
            return Future.succeededFuture();
        }

        @Override
        public ShardStore shards() {
            throw new UnsupportedOperationException();
        }

        @Override
        public SubscriptionStore subscriptions() {
            throw new UnsupportedOperationException();
        }

        @Override
        public ChannelStore channels() {
            throw new UnsupportedOperationException();
        }

        @Override
        public ErrorStore errors() {
            throw new UnsupportedOperationException();
        }

        @Override
        public AccessStore access() {
            throw new UnsupportedOperationException();
        }

        @Override
        public AnswerStore answers() {
            throw new UnsupportedOperationException();
        }

        @Override
        public AuditStore audit() {
            throw new UnsupportedOperationException();
        }
    }
}
