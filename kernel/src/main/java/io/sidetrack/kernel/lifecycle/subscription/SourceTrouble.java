package io.sidetrack.kernel.lifecycle.subscription;

import io.sidetrack.kernel.channel.Topology;
import io.sidetrack.kernel.channel.Topology.ChannelState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What keeps a subscription from reading all its channels.
 *
 * @param state {@code competing}, {@code disconnected} or, while nothing has gone wrong yet, {@code starting}
 * @param detail each of the channels with its reason
 */
record SourceTrouble(String state, String detail) {

    /** {@code null} where every source is open. */
    static @Nullable SourceTrouble of(Map<String, SourceStanding> standings, Topology topology) {
        List<String> details = new ArrayList<>();
        boolean competing = false;
        boolean disconnected = false;
        boolean opening = false;
        for (Map.Entry<String, SourceStanding> each : standings.entrySet()) {
            SourceStanding standing = each.getValue();
            if (standing.kind() == SourceStanding.Kind.OPEN) {
                continue;
            }
            opening = true;
            competing |= standing.kind() == SourceStanding.Kind.COMPETING;
            String why = broker(each.getKey(), topology);
            why = why.isEmpty() ? standing.detail() : why;
            disconnected |= !why.isEmpty();
            details.add("channel " + each.getKey() + ": " + (why.isEmpty() ? "is being opened" : why));
        }
        if (!opening) {
            return null;
        }
        return new SourceTrouble(
                competing ? "competing" : disconnected ? "disconnected" : "starting", String.join("; ", details));
    }

    /** Why the channel's broker cannot be reached; empty where it can. */
    private static String broker(String channel, Topology topology) {
        return topology.channels().stream()
                .filter(each -> each.name().equals(channel) && !each.state().equals("up"))
                .map(ChannelState::detail)
                .findFirst()
                .orElse("");
    }
}
