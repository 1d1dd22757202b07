package io.sidetrack.kernel.channel;

import io.sidetrack.kernel.store.ChannelSpec;
import io.sidetrack.kernel.store.ChannelStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Relieves embedded channels, one after the other, of what is past its retention and done by every subscription. */
final class Retention {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

    private final Vertx vertx;
    private final ChannelStore store;
    private final List<ChannelSpec> channels;
    private final long timer;
    private boolean trimming;

    Retention(Vertx vertx, ChannelStore store, List<ChannelSpec> channels, Duration interval) {
        this.vertx = vertx;
        this.store = store;
        this.channels = List.copyOf(channels);
        this.timer = vertx.setPeriodic(Math.max(1, interval.toMillis()), id -> trim());
    }

    void close() {
        vertx.cancelTimer(timer);
    }

    private synchronized void trim() {
        if (trimming) {
            return;
        }
        trimming = true;
        Future<Long> last = Future.succeededFuture(0L);
        for (ChannelSpec channel : channels) {
            last = last.compose(ignored -> store.trim(channel.name()).otherwise(cause -> {
                LOG.debug("channel {} is not trimmed now", channel.name(), cause);
                return 0L;
            }));
        }
        last.onComplete(ignored -> trimmed());
    }

    private synchronized void trimmed() {
        trimming = false;
    }
}
