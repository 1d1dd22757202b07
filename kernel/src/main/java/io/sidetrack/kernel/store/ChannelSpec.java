package io.sidetrack.kernel.store;

import java.time.Duration;

/**
 * An embedded channel.
 *
 * @param retention how long events done by every subscription are kept
 * @param maxEvents soft limit: publishers are refused above it; emits may use a tenth more
 */
public record ChannelSpec(String name, Duration retention, long maxEvents) {}
