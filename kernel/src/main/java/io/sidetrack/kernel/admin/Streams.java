package io.sidetrack.kernel.admin;

import io.sidetrack.kernel.access.Access;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * The streams that are open: so many of one caller and so many in all, because each holds a connection, a file of the process and
 * some memory as long as its client likes. Confined to the context of the verticle that serves.
 */
final class Streams {
    static final int MOST_OF_CALLER = 100;
    static final int MOST = 1_000;
    private static final String RETRY_SECONDS = "15";

    private final Access access;
    private final Duration heartbeat;
    private final Map<String, Integer> open = new HashMap<>();
    private int all;

    /** @param heartbeat how often a stream shows that it is alive, and looks whether its caller is */
    Streams(Access access, Duration heartbeat) {
        this.access = access;
        this.heartbeat = heartbeat;
    }

    /** A stream for the caller of a request; it counts from its start to its end. */
    EventStream of(RoutingContext request) {
        return new EventStream(request, access, heartbeat, this);
    }

    /** Takes a place, or refuses. */
    void enter(String caller) {
        int before = open.getOrDefault(caller, 0);
        if (before >= MOST_OF_CALLER) {
            throw ProblemType.TOO_MANY_STREAMS
                    .because("'" + caller + "' has " + before + " streams open, which is the most for one caller; close"
                            + " some, or take a token of your own for each program")
                    .header("Retry-After", RETRY_SECONDS);
        }
        if (all >= MOST) {
            throw ProblemType.STREAMS_FULL
                    .because("The node has " + all
                            + " streams open, which is the most; read the list now and then, until"
                            + " others have closed theirs")
                    .header("Retry-After", RETRY_SECONDS);
        }
        open.put(caller, before + 1);
        all++;
    }

    void leave(String caller) {
        open.computeIfPresent(caller, (name, count) -> count == 1 ? null : count - 1);
        all--;
    }
}
