package io.sidetrack.testkit.broker;

import io.sidetrack.api.adapter.CompetingConsumerException;
import io.sidetrack.api.adapter.Source;
import io.sidetrack.api.adapter.SourceRequest;
import io.vertx.core.Future;
import java.util.List;

/** A source that can be cut off. */
interface MemorySource extends Source {

    SourceRequest asked();

    /**
     * Makes room for one that is about to open, beside those that are open: an older source of the same kernel is replaced.
     *
     * @throws CompetingConsumerException where the two kernels may not read beside each other, because of the new one
     */
    static void admit(SourceRequest asked, List<? extends MemorySource> open, boolean firstStays) {
        for (MemorySource each : List.copyOf(open)) {
            SourceRequest other = each.asked();
            boolean own = other.instance().equals(asked.instance());
            if (!own && (asked.exclusive() || firstStays && other.exclusive())) {
                throw new CompetingConsumerException("'" + asked.address() + "' is read for subscription '"
                        + other.subscription() + "' by " + other.instance() + ", and " + asked.instance()
                        + " may not read beside it");
            }
        }
        for (MemorySource each : List.copyOf(open)) {
            SourceRequest other = each.asked();
            if (other.instance().equals(asked.instance())) {
                each.cut(new IllegalStateException("replaced by a newer source of " + asked.instance()));
            } else if (other.exclusive()) {
                each.cut(new CompetingConsumerException("'" + asked.address() + "' is now read for subscription '"
                        + asked.subscription() + "' by " + asked.instance() + " too"));
            }
        }
    }

    /** Ends it without a hand-over: what it had is lost to it. */
    Future<Void> cut(Throwable cause);
}
