package io.sidetrack.kernel.lifecycle.subscription;

import io.sidetrack.kernel.config.Place;
import io.sidetrack.kernel.store.Rewind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * A remote log that is to go back. Everything is by partition.
 *
 * @param first the first position that is kept
 * @param progress the position behind what the broker knows to be settled
 * @param began where the subscription began, where it knows nothing
 * @param target the position of the place that was asked for
 */
record LogRewind(
        String channel,
        Map<String, Long> first,
        Map<String, Long> progress,
        Map<String, Long> began,
        Map<String, Long> target) {

    /** Whether the log still has the very first event of every partition. */
    boolean keepsAll() {
        return first.values().stream().allMatch(position -> position == 0);
    }

    /** Why named positions cannot be gone back to; empty where they can. */
    String refusal(Place place) {
        if (place instanceof Place.Positions) {
            for (Map.Entry<String, Long> each : target.entrySet()) {
                long to = each.getValue();
                long kept = first.getOrDefault(each.getKey(), 0L);
                String where = "position " + to + " of partition " + each.getKey() + " of '" + channel + "'";
                if (to < kept) {
                    return "cannot go back to " + where + ": the first one that is kept is " + kept;
                } else if (to > behind(each.getKey())) {
                    return "would skip events that are not done: " + where
                            + " is ahead of what is done, which ends before " + behind(each.getKey());
                }
            }
        }
        return "";
    }

    /** Partitions that are not named, and those of which a time is ahead of what is done, go on where they are. */
    Rewind.Log rewind(Place place, String at) {
        Map<String, Long> begin = new HashMap<>();
        Set<String> back = new HashSet<>();
        for (String partition : first.keySet()) {
            long behind = behind(partition);
            long to = target.getOrDefault(partition, Long.MAX_VALUE);
            begin.put(partition, Math.min(to, behind));
            if (to < behind || to == behind && !(place instanceof Place.Time)) {
                back.add(partition);
            }
        }
        return new Rewind.Log(at, begin, back);
    }

    /** The position behind what is done; the broker may keep none of it any more. */
    private long behind(String partition) {
        long kept = first.getOrDefault(partition, 0L);
        return Math.max(kept, progress.getOrDefault(partition, began.getOrDefault(partition, kept)));
    }
}
