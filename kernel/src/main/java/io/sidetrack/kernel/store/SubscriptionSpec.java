package io.sidetrack.kernel.store;

import java.util.List;
import java.util.Map;

/**
 * A subscription as the store must know it.
 *
 * @param embeddedChannels the embedded channels it reads; retention waits for its progress there
 * @param order what decides the order of its events (ordering, key rule, channels) as a text; a change is refused while
 *     sidings, keyed state or ranges above the watermark exist
 * @param starts per embedded channel the position of the first event to run where the subscription has no progress there; one that
 *     is not kept any more stands for the first that is, one beyond the end for the end, and none for the first event
 */
public record SubscriptionSpec(String name, List<String> embeddedChannels, String order, Map<String, Long> starts) {
    public SubscriptionSpec {
        embeddedChannels = List.copyOf(embeddedChannels);
        starts = Map.copyOf(starts);
    }
}
