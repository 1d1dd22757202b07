package io.sidetrack.kernel.admin;

import io.sidetrack.kernel.store.ChannelStore;
import io.sidetrack.kernel.store.ChannelStore.ChannelEvent;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One client that follows a channel. Reads on only while the client takes what was written, so that a slow one costs a page of
 * memory and nothing else. Lives on the context of its request until the client goes, storage fails or the server closes.
 */
final class Follower {
    private static final int PAGE = 32;
    private static final long HEARTBEAT_MILLIS = 15_000;

    private final Vertx vertx;
    private final Context context;
    private final HttpServerResponse response;
    private final ChannelStore store;
    private final String channel;
    private long next;
    private boolean busy;
    private boolean more;
    private boolean ended;
    private @Nullable Runnable listening;
    private long heartbeat;

    Follower(Vertx vertx, HttpServerResponse response, ChannelStore store, String channel, long next) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.response = response;
        this.store = store;
        this.channel = channel;
        this.next = next;
    }

    void start() {
        if (response.closed()) {
            return;
        }
        response.closeHandler(gone -> end()).exceptionHandler(broken -> end());
        response.setChunked(true).putHeader("Content-Type", "text/event-stream");
        response.write("retry: 2000\n\n");
        heartbeat = vertx.setPeriodic(HEARTBEAT_MILLIS, beat -> response.write(": heartbeat\n\n"));
        listening = store.onAppend(channel, last -> context.runOnContext(hop -> readOn()));
        readOn();
    }

    private void readOn() {
        if (busy || ended) {
            more = true;
            return;
        }
        busy = true;
        more = false;
        store.read(channel, next, PAGE)
                .onComplete(done -> context.runOnContext(hop -> {
                    if (done.succeeded()) {
                        write(done.result());
                    } else if (!ended) {
                        response.end(": the channel cannot be read now; connect again\n\n");
                        end();
                    }
                }));
    }

    private void write(List<ChannelEvent> events) {
        if (ended) {
            return;
        }
        StringBuilder messages = new StringBuilder();
        for (ChannelEvent event : events) {
            messages.append("id: ")
                    .append(event.position())
                    .append("\ndata: ")
                    .append(EventViews.channelEvent(event).encode())
                    .append("\n\n");
            next = event.position() + 1;
        }
        if (events.isEmpty()) {
            proceed();
        } else {
            more = true;
            // the write queue counts messages and not bytes, so what bounds memory is that a page has left for the
            // socket
            response.write(messages.toString()).onComplete(written -> proceed());
        }
    }

    private void proceed() {
        busy = false;
        if (more) {
            readOn();
        }
    }

    private void end() {
        if (ended) {
            return;
        }
        ended = true;
        vertx.cancelTimer(heartbeat);
        if (listening != null) {
            listening.run();
        }
    }
}
