package io.sidetrack.kernel.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A channel.
 *
 * @param broker the broker's name, or {@code null} for the embedded one
 * @param address its address at the broker; the channel's name unless given
 * @param retention embedded only: how long events done by every subscription are kept, at most
 * @param maxEvents embedded only: how many events it is to hold; publishers are refused while so many are not done
 */
public record ChannelConfig(String name, @Nullable String broker, String address, Duration retention, long maxEvents) {

    /** The embedded channel on which the kernel tells what happens; always there, and nobody else sends to it. */
    public static final String SYSTEM = "sidetrack.system";
}
