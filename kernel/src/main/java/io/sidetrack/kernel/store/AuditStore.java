package io.sidetrack.kernel.store;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Who did what. Entries are never changed. */
public interface AuditStore {

    Future<Void> record(String by, String action, String target, JsonObject detail);

    /** The newest first. */
    Future<ErrorStore.Page<Entry>> list(@Nullable String cursor, int limit);

    record Entry(long seq, long atMillis, String by, String action, String target, JsonObject detail) {}
}
