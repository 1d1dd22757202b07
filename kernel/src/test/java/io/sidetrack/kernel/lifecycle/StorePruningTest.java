package io.sidetrack.kernel.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidetrack.kernel.store.AuditStore;
import io.sidetrack.kernel.store.Keeping;
import io.sidetrack.kernel.store.Store;
import io.sidetrack.kernel.store.sqlite.SqliteStore;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class StorePruningTest {
    private static final Duration BRIEFLY = Duration.ofMillis(1);
    private static final Duration LONG = Duration.ofDays(1);

    private final Vertx vertx = Vertx.vertx();
    private Store store;

    @BeforeEach
    void open(@TempDir Path folder) {
        store = SqliteStore.open(folder.resolve("store.db"));
    }

    @AfterEach
    void close() {
        vertx.close().await();
        store.close().await();
    }

    @Test
    void prunes_round_after_round_what_is_past_its_keeping() {
        store.audit().record("ann", "login", "node", new JsonObject()).await();
        vertx.deployVerticle(new StorePruning(store, new Keeping(LONG, BRIEFLY, LONG), BRIEFLY))
                .await();
        awaitEmptyAudit();
        store.audit().record("ann", "logout", "node", new JsonObject()).await();
        awaitEmptyAudit();
    }

    @Test
    void keeps_what_is_younger() {
        store.audit().record("ann", "login", "node", new JsonObject()).await();
        StorePruning pruning = new StorePruning(store, new Keeping(LONG, LONG, LONG), BRIEFLY);
        String id = vertx.deployVerticle(pruning).await();
        vertx.undeploy(id).await();
        assertThat(audit()).hasSize(1);
    }

    private void awaitEmptyAudit() {
        while (!audit().isEmpty()) {
            Thread.onSpinWait();
        }
    }

    private List<AuditStore.Entry> audit() {
        return store.audit().list(null, 10).await().items();
    }
}
