package io.sidetrack.kernel.dispatch.sim;

import io.cloudevents.CloudEvent;
import io.sidetrack.kernel.store.AccessStore;
import io.sidetrack.kernel.store.AnswerStore;
import io.sidetrack.kernel.store.AuditStore;
import io.sidetrack.kernel.store.ChannelSpec;
import io.sidetrack.kernel.store.ChannelStore;
import io.sidetrack.kernel.store.ErrorStore;
import io.sidetrack.kernel.store.Keeping;
import io.sidetrack.kernel.store.ShardStore;
import io.sidetrack.kernel.store.Store;
import io.sidetrack.kernel.store.StoreFailedException;
import io.sidetrack.kernel.store.SubscriptionStore;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The store's double: a whole store in memory that answers at once and forgets everything with the process. It passes the
 * store's contract suite, so that what the simulator proves over it holds over the real one. Not thread-safe.
 */
public final class MemoryStore implements Store {
    private final LongSupplier wallMillis;
    private final MemoryTables tables;
    private final MemoryAccess access;
    private final MemoryAnswers answers = new MemoryAnswers();

    public MemoryStore(LongSupplier wallMillis) {
        this.wallMillis = wallMillis;
        this.tables = new MemoryTables(wallMillis);
        this.access = new MemoryAccess(tables, wallMillis);
    }

    MemoryTables tables() {
        return tables;
    }

    @Override
    public ShardStore shards() {
        return new MemoryShards(tables);
    }

    @Override
    public SubscriptionStore subscriptions() {
        return new MemorySubscriptions(tables);
    }

    @Override
    public ErrorStore errors() {
        return new MemoryErrors(tables);
    }

    @Override
    public ChannelStore channels() {
        return new Channels();
    }

    @Override
    public AuditStore audit() {
        return new Audit();
    }

    @Override
    public Future<Long> prune(Keeping keeping) {
        return Future.succeededFuture(tables.prune(keeping));
    }

    @Override
    public AccessStore access() {
        return access;
    }

    @Override
    public AnswerStore answers() {
        return answers;
    }

    @Override
    public String nodeName() {
        return "node";
    }

    @Override
    public void onFailure(Consumer<StoreFailedException> listener) {}

    @Override
    public Future<Void> reopen() {
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> close() {
        return Future.succeededFuture();
    }

    private final class Channels implements ChannelStore {
        @Override
        public Future<Void> declare(List<ChannelSpec> channels) {
            tables.declare(channels);
            return Future.succeededFuture();
        }

        @Override
        public Future<List<Appended>> append(String channel, List<CloudEvent> batch) {
            try {
                MemoryChannel to = tables.channel(channel);
                List<Appended> appended = to.publish(batch, tables.slowest(channel), wallMillis.getAsLong());
                to.listeners.forEach(listener -> listener.accept(to.last()));
                return Future.succeededFuture(appended);
            } catch (RuntimeException e) {
                return Future.failedFuture(e);
            }
        }

        @Override
        public Future<List<ChannelEvent>> read(String channel, long fromPosition, int limit) {
            return on(channel, c -> c.read(fromPosition, limit));
        }

        @Override
        public Future<Long> positionAt(String channel, Instant time) {
            return on(channel, c -> c.positionAt(time.toEpochMilli()));
        }

        @Override
        public Future<ChannelInfo> info(String channel) {
            return on(channel, MemoryChannel::info);
        }

        @Override
        public Runnable onAppend(String channel, Consumer<Long> listener) {
            List<Consumer<Long>> listeners = tables.channel(channel).listeners;
            listeners.add(listener);
            return () -> listeners.remove(listener);
        }

        @Override
        public Future<Long> trim(String channel) {
            return on(channel, c -> c.trim(tables.slowest(channel), wallMillis.getAsLong()));
        }

        private <T> Future<T> on(String channel, java.util.function.Function<MemoryChannel, T> call) {
            try {
                return Future.succeededFuture(call.apply(tables.channel(channel)));
            } catch (RuntimeException e) {
                return Future.failedFuture(e);
            }
        }
    }

    private final class Audit implements AuditStore {
        @Override
        public Future<Void> record(String by, String action, String target, JsonObject detail) {
            tables.audit(by, action, target, detail);
            return Future.succeededFuture();
        }

        @Override
        public Future<ErrorStore.Page<Entry>> list(@Nullable String cursor, int limit) {
            long before = cursor == null ? Long.MAX_VALUE : Long.parseLong(cursor);
            List<Entry> found = tables.audit.stream()
                    .filter(entry -> entry.seq() < before)
                    .sorted(Comparator.comparingLong(Entry::seq).reversed())
                    .limit(limit + 1L)
                    .toList();
            return Future.succeededFuture(
                    found.size() <= limit
                            ? new ErrorStore.Page<>(found, null)
                            : new ErrorStore.Page<>(
                                    found.subList(0, limit),
                                    Long.toString(found.get(limit - 1).seq())));
        }
    }
}
