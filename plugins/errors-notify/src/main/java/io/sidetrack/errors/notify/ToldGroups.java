package io.sidetrack.errors.notify;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * When each group of a subscription was last told of. Holds the latest 200; one that falls out is told of again. Immutable.
 *
 * @param times milliseconds since the epoch by the group's fingerprint
 */
record ToldGroups(Map<String, Long> times) {
    private static final int MOST = 200;

    static ToldGroups of(JsonObject state) {
        Map<String, Long> times = new LinkedHashMap<>();
        state.fieldNames().forEach(group -> times.put(group, state.getLong(group)));
        return new ToldGroups(times);
    }

    boolean isNews(String group, OffsetDateTime time, Duration quiet) {
        Long last = times.get(group);
        return last == null || millis(time) - last >= quiet.toMillis();
    }

    ToldGroups with(String group, OffsetDateTime time, Duration quiet) {
        Map<String, Long> next = new LinkedHashMap<>(times);
        next.values().removeIf(last -> millis(time) - last >= quiet.toMillis());
        next.put(group, millis(time));
        if (next.size() > MOST) {
            next.entrySet().stream()
                    .min(Comparator.comparing(Map.Entry<String, Long>::getValue))
                    .ifPresent(oldest -> next.remove(oldest.getKey()));
        }
        return new ToldGroups(next);
    }

    JsonObject json() {
        JsonObject state = new JsonObject();
        times.forEach(state::put);
        return state;
    }

    private static long millis(OffsetDateTime time) {
        return time.toInstant().toEpochMilli();
    }
}
