package io.sidetrack.kernel.store;

import java.time.Duration;

/**
 * An embedded channel.
 *
 * @param retention how long events done by every subscription are kept, at most
 * @param maxEvents how many events it is to hold. What every subscription has done makes room, the oldest first and before its
 *     retention; so this is the soft limit of what the slowest subscription has not done: publishers are refused above it,
 *     emits may use a tenth more
 */
public record ChannelSpec(String name, Duration retention, long maxEvents) {}
