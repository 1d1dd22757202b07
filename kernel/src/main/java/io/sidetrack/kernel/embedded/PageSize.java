package io.sidetrack.kernel.embedded;

import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.sidetrack.kernel.store.ChannelStore.ChannelEvent;
import java.util.List;

/** How many events the next page holds: many small ones or few large ones, about a mebibyte. Starts low and grows as it learns. */
final class PageSize {
    static final int MOST = 2048;
    private static final int FIRST = 128;
    private static final int GROWTH = 4;
    private static final long TARGET_BYTES = 1L << 20;
    private static final long BYTES_BESIDE_DATA = 256;

    private int events = FIRST;

    int events() {
        return events;
    }

    /** Learns from a page that was read. */
    void learn(List<ChannelEvent> page) {
        if (page.isEmpty()) {
            return;
        }
        long bytes = 0;
        for (ChannelEvent event : page) {
            bytes += size(event.event());
        }
        long fitting = TARGET_BYTES * page.size() / bytes;
        events = (int) Math.max(1, Math.min(fitting, Math.min(MOST, (long) events * GROWTH)));
    }

    private static long size(CloudEvent event) {
        CloudEventData data = event.getData();
        return BYTES_BESIDE_DATA + (data == null ? 0 : data.toBytes().length);
    }
}
