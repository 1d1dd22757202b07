package io.sidetrack.kernel.store;

import java.util.Map;

/**
 * Where a subscription begins to read a remote log, which holds until the broker knows progress of it and whenever the broker
 * has forgotten that.
 *
 * @param generation the generation of the subscription that began with it; the broker keeps progress by name and generation
 * @param place where the channel lay: positions mean nothing elsewhere; empty where that is not known
 * @param positions by partition the position of the first event to run; a partition that is not named begins with its first event
 */
public record LogBegin(long generation, String place, Map<String, Long> positions) {

    /** As the subscription itself, with the first event of every partition. */
    public static final LogBegin EARLIEST = new LogBegin(1, "", Map.of());

    public LogBegin {
        positions = Map.copyOf(positions);
    }

    public boolean isOf(String channelPlace) {
        return place.isEmpty() || place.equals(channelPlace);
    }

    /** Whose progress the broker keeps. */
    public String reader(String subscription) {
        return generation == 1 ? subscription : subscription + "." + generation; // no configured name has a dot
    }
}
