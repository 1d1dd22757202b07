package io.sidetrack.kernel.admin;

import io.sidetrack.kernel.access.Access;
import io.sidetrack.kernel.access.Caller;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;

/**
 * One client that gets server-sent events.
 *
 * <p><b>Life.</b> {@link #start}, then {@link #write} as long as it has not ended. It ends when the client goes, when it has taken nothing
 * of what was written for two heartbeats, when the proof of its caller ends, or by {@link #end}.
 *
 * <p><b>Memory.</b> One write at a time: what comes meanwhile is the feed's to fold or to read again.
 *
 * <p>Confined to the context of its request.
 */
final class EventStream {
    private final Vertx vertx;
    private final HttpServerResponse response;
    private final Access access;
    private final Caller caller;
    private final long heartbeatMillis;
    private final Streams streams;
    private Runnable onEnd = () -> {};
    private long heartbeat;
    private int beatsUnwritten;
    private boolean writing;
    private boolean ended;

    EventStream(RoutingContext request, Access access, Duration heartbeat, Streams streams) {
        this.vertx = request.vertx();
        this.response = request.response();
        this.access = access;
        this.caller = Guard.caller(request);
        this.heartbeatMillis = heartbeat.toMillis();
        this.streams = streams;
    }

    /** Whether a request asks for a stream where there may also be a page. */
    static boolean isWanted(RoutingContext request) {
        String accept = request.request().getHeader("Accept");
        return accept != null && accept.contains("text/event-stream");
    }

    /** Begins the answer, or refuses where too many are open. Nothing happens where the client went already; {@link #isEnded} says so. */
    void start(Runnable told) {
        if (response.closed()) {
            ended = true;
            return;
        }
        streams.enter(caller.name());
        onEnd = told;
        response.closeHandler(gone -> over()).exceptionHandler(broken -> over());
        response.setChunked(true).putHeader("Content-Type", "text/event-stream").putHeader("X-Accel-Buffering", "no");
        heartbeat = vertx.setPeriodic(heartbeatMillis, beat -> beat());
        response.write("retry: 2000\n\n");
    }

    boolean isEnded() {
        return ended;
    }

    /** Whether what was written has not left yet; nothing more must be written then. */
    boolean isWriting() {
        return writing;
    }

    /** Writes messages; {@code left} runs when they have left for the socket, so that memory holds one write at most. */
    void write(String messages, Runnable left) {
        if (ended || !isAlive()) {
            return;
        }
        writing = true;
        response.write(messages).onComplete(written -> {
            writing = false;
            beatsUnwritten = 0;
            if (!ended) {
                left.run();
            }
        });
    }

    /** Ends the answer with a comment for who reads along. */
    void end(String comment) {
        if (!ended) {
            response.end(": " + comment + "\n\n");
            over();
        }
    }

    private void beat() {
        if (!isAlive()) {
            return;
        }
        if (!writing) {
            response.write(": heartbeat\n\n");
        } else if (++beatsUnwritten >= 2) {
            response.reset();
            over();
        }
    }

    private boolean isAlive() {
        if (!ended && !access.isAlive(caller)) {
            end("the session or token has ended; log in again");
        }
        return !ended;
    }

    private void over() {
        if (!ended) {
            ended = true;
            vertx.cancelTimer(heartbeat);
            streams.leave(caller.name());
            onEnd.run();
        }
    }
}
