package io.sidetrack.broker.kafka;

import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.clients.consumer.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Consumers whose sources were closed for now: open, in their groups and with their partitions, so that whoever opens such a source
 * again goes on at once. Their heartbeats go on by themselves; nobody polls them, so for as long as one is kept its group cannot share
 * out anew. One that nobody takes in time leaves its group.
 *
 * <p><b>Threading.</b> On the context of the connection. Consumers are closed on a thread that may block.
 */
final class KeptConsumers {
    private static final Duration CLOSE = Duration.ofSeconds(4);

    private final Context context;
    private final BlockingCalls blocking;
    private final Duration time;
    private final Map<String, Kept> kept = new HashMap<>();
    private boolean closed;

    private record Kept(Consumer<byte[], byte[]> consumer, long timer) {}

    /** @param time how long one is kept */
    KeptConsumers(Context context, BlockingCalls blocking, Duration time) {
        this.context = context;
        this.blocking = blocking;
        this.time = time;
    }

    /** @param instance its name in the group; an older one of that name is closed */
    void keep(String instance, Consumer<byte[], byte[]> consumer) {
        if (closed) {
            close(consumer, GroupMembershipOperation.REMAIN_IN_GROUP);
            return;
        }
        Consumer<byte[], byte[]> older = take(instance);
        if (older != null) {
            close(older, GroupMembershipOperation.REMAIN_IN_GROUP);
        }
        long timer = context.owner()
                .setTimer(
                        time.toMillis(),
                        late -> context.runOnContext(here -> {
                            Kept unused = kept.get(instance);
                            if (unused != null && unused.consumer() == consumer) {
                                kept.remove(instance);
                                close(consumer, GroupMembershipOperation.LEAVE_GROUP);
                            }
                        }));
        kept.put(instance, new Kept(consumer, timer));
    }

    /** Whose it is from now on, or {@code null}. */
    @Nullable
    Consumer<byte[], byte[]> take(String instance) {
        Kept found = kept.remove(instance);
        if (found == null) {
            return null;
        }
        context.owner().cancelTimer(found.timer());
        return found.consumer();
    }

    /** Keeps none any more: the connection ends. Their places in the groups stay for the next one until the sessions end. */
    Future<Void> close() {
        closed = true;
        var ends = kept.values().stream()
                .map(each -> {
                    context.owner().cancelTimer(each.timer());
                    return close(each.consumer(), GroupMembershipOperation.REMAIN_IN_GROUP);
                })
                .toList();
        kept.clear();
        return Future.join(ends).<Void>mapEmpty().otherwiseEmpty();
    }

    private Future<Void> close(Consumer<byte[], byte[]> consumer, GroupMembershipOperation membership) {
        return blocking.call(context, () -> {
            consumer.close(CloseOptions.timeout(CLOSE).withGroupMembershipOperation(membership));
            return null;
        });
    }
}
