package io.sidetrack.kernel.admin;

import io.sidetrack.kernel.store.ChannelStore;
import io.sidetrack.kernel.store.ChannelStore.ChannelEvent;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One client that follows a channel. Reads on only while the client takes what was written, so that a slow one costs a page of
 * memory and nothing else. Lives on the context of its request until the stream ends, storage fails or the server closes.
 */
final class Follower {
    private static final int PAGE = 32;

    private final Context context;
    private final EventStream stream;
    private final ChannelStore store;
    private final String channel;
    private long next;
    private boolean busy;
    private boolean more;
    private @Nullable Runnable listening;

    Follower(Vertx vertx, EventStream stream, ChannelStore store, String channel, long next) {
        this.context = vertx.getOrCreateContext();
        this.stream = stream;
        this.store = store;
        this.channel = channel;
        this.next = next;
    }

    void start() {
        stream.start(this::end);
        if (!stream.isEnded()) {
            listening = store.onAppend(channel, last -> context.runOnContext(hop -> readOn()));
            readOn();
        }
    }

    private void readOn() {
        if (busy || stream.isEnded()) {
            more = true;
            return;
        }
        busy = true;
        more = false;
        store.read(channel, next, PAGE)
                .onComplete(done -> context.runOnContext(hop -> {
                    if (done.succeeded()) {
                        write(done.result());
                    } else {
                        stream.end("the channel cannot be read now; connect again");
                    }
                }));
    }

    private void write(List<ChannelEvent> events) {
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
            stream.write(messages.toString(), this::proceed);
        }
    }

    private void proceed() {
        busy = false;
        if (more) {
            readOn();
        }
    }

    private void end() {
        if (listening != null) {
            listening.run();
        }
    }
}
