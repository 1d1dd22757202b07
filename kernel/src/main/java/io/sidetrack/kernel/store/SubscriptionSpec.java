package io.sidetrack.kernel.store;

import java.util.List;

/**
 * A subscription as the store must know it.
 *
 * @param embeddedChannels the embedded channels it reads; retention waits for its progress there
 * @param order what decides the order of its events (ordering, key rule, channels) as a text; a change is refused while
 *     sidings, keyed state or ranges above the watermark exist
 * @param fromEarliest whether a subscription without progress begins at the first event of its channels, else behind the last
 */
public record SubscriptionSpec(String name, List<String> embeddedChannels, String order, boolean fromEarliest) {}
