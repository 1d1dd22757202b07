package io.sidetrack.kernel.lifecycle.subscription;

import io.sidetrack.api.adapter.StartPosition;
import io.sidetrack.kernel.channel.Topology;
import io.sidetrack.kernel.config.Place;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Finds places in log-like channels as positions, by asking their brokers. */
record Places(Topology topology) {

    /**
     * The position of the first event from there on, by partition: of every partition, or of those that the place names. Fails
     * with {@link IllegalArgumentException} where it names one that is not there.
     */
    Future<Map<String, Long>> positions(String channel, Place place) {
        if (place instanceof Place.Position at) {
            return Future.succeededFuture(Map.of(channel, at.position()));
        } else if (place instanceof Place.Positions at) {
            return topology.positions(channel, StartPosition.EARLIEST)
                    .map(known -> checked(channel, at.positions(), known.keySet()));
        } else if (place instanceof Place.Time from) {
            return topology.positions(channel, new StartPosition.Time(from.time()));
        }
        return topology.positions(
                channel, place instanceof Place.Latest ? StartPosition.LATEST : StartPosition.EARLIEST);
    }

    private static Map<String, Long> checked(String channel, Map<String, Long> named, Set<String> partitions) {
        for (String partition : named.keySet()) {
            if (!partitions.contains(partition)) {
                throw new IllegalArgumentException("channel " + channel + " has no partition '" + partition
                        + "'; it has " + new TreeSet<>(partitions));
            }
        }
        return named;
    }
}
