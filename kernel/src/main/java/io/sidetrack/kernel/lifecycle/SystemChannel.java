package io.sidetrack.kernel.lifecycle;

import io.cloudevents.CloudEvent;
import io.sidetrack.kernel.config.ChannelConfig;
import io.sidetrack.kernel.store.ChannelException;
import io.sidetrack.kernel.store.ChannelException.Reason;
import io.sidetrack.kernel.store.ChannelStore;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.LongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends to the system channel in batches, one at a time and in order. A batch that fails is appended again, with the same
 * ids, until storage is back; meanwhile the newest events are kept, and the number of those that had to go is told afterwards.
 *
 * <p>Confined to one context.
 */
final class SystemChannel {
    private static final Logger LOG = LoggerFactory.getLogger(SystemChannel.class);
    private static final int BATCH = 500;
    private static final int MOST_WAITING = 10_000;
    private static final long FIRST_BACKOFF_MILLIS = 100;
    private static final long MAX_BACKOFF_MILLIS = 5_000;

    private final Context context;
    private final ChannelStore store;
    private final LongFunction<CloudEvent> dropNotice;
    private final Deque<CloudEvent> waiting = new ArrayDeque<>();
    private final Promise<Void> drained = Promise.promise();
    private List<CloudEvent> batch = List.of();
    private boolean appending;
    private boolean closing;
    private long dropped;
    private long backoff = FIRST_BACKOFF_MILLIS;

    /** @param dropNotice makes the event that tells how many were dropped */
    SystemChannel(Context context, ChannelStore store, LongFunction<CloudEvent> dropNotice) {
        this.context = context;
        this.store = store;
        this.dropNotice = dropNotice;
    }

    void add(CloudEvent event) {
        if (waiting.size() == MOST_WAITING) {
            waiting.poll();
            dropped++;
        }
        waiting.add(event);
        append();
    }

    /** Succeeds when everything is appended, or when an append fails: there is no time to wait for storage any more. */
    Future<Void> close() {
        closing = true;
        if (!appending) {
            append();
        }
        return drained.future();
    }

    private void append() {
        if (appending) {
            return;
        }
        if (batch.isEmpty()) {
            batch = next();
        }
        if (batch.isEmpty()) {
            if (closing) {
                drained.tryComplete();
            }
            return;
        }
        appending = true;
        store.append(ChannelConfig.SYSTEM, batch)
                .onComplete(answer -> context.runOnContext(ignored -> {
                    if (answer.succeeded()) {
                        appended();
                    } else {
                        failed(answer.cause());
                    }
                }));
    }

    private List<CloudEvent> next() {
        List<CloudEvent> next = new ArrayList<>();
        if (dropped > 0) {
            next.add(dropNotice.apply(dropped));
            dropped = 0;
        }
        while (next.size() < BATCH && !waiting.isEmpty()) {
            next.add(waiting.remove());
        }
        return next;
    }

    private void appended() {
        appending = false;
        batch = List.of();
        backoff = FIRST_BACKOFF_MILLIS;
        append();
    }

    private void failed(Throwable cause) {
        LOG.debug("{} events wait for channel {}", batch.size() + waiting.size(), ChannelConfig.SYSTEM, cause);
        if (closing) {
            drained.tryComplete();
            return;
        }
        if (cause instanceof ChannelException refused && refused.reason() == Reason.OTHER_CONTENT) {
            dropped += batch.size(); // would be refused for ever
            batch = List.of();
        }
        context.owner()
                .setTimer(
                        backoff,
                        timer -> context.runOnContext(ignored -> {
                            appending = false;
                            append();
                        }));
        backoff = Math.min(backoff * 2, MAX_BACKOFF_MILLIS);
    }
}
