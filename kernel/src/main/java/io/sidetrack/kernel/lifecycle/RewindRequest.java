package io.sidetrack.kernel.lifecycle;

import io.sidetrack.kernel.config.Place;
import io.sidetrack.kernel.store.Rewind.KeyedState;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a person asks for: where a subscription shall go on.
 *
 * @param all for every channel, or {@code null} where {@code channels} names some
 * @param channels the target of each channel by name
 * @param state what becomes of keyed state; {@code null} where the person did not say
 * @param text the targets as the person wrote them
 */
public record RewindRequest(
        @Nullable Place all,
        Map<String, Place> channels,
        @Nullable KeyedState state,
        String text) {

    /** Every channel goes to a place. Throws {@link IllegalArgumentException} with what was expected. */
    public static RewindRequest toAll(String target, @Nullable KeyedState state) {
        return new RewindRequest(place(target), Map.of(), state, target);
    }

    /**
     * Some channels go to places. Throws {@link IllegalArgumentException} with what was expected.
     *
     * @param targets by channel, as a text, or as a map of partitions to positions
     */
    public static RewindRequest to(Map<String, ?> targets, @Nullable KeyedState state) {
        Map<String, Place> channels = new LinkedHashMap<>();
        targets.forEach((channel, target) -> channels.put(channel, place(target)));
        return new RewindRequest(null, channels, state, targets.toString());
    }

    private static Place place(Object target) {
        try {
            if (target instanceof Map<?, ?> partitions) {
                Map<String, Long> positions = new LinkedHashMap<>();
                partitions.forEach((partition, position) ->
                        positions.put(String.valueOf(partition), Place.position(String.valueOf(position))));
                return new Place.Positions(positions);
            }
            Place place = Place.of(String.valueOf(target));
            if (!place.equals(Place.LATEST)) {
                return place;
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw new IllegalArgumentException(
                "'" + target + "'; expected earliest, a time by RFC 3339 such as"
                        + " 2026-01-31T08:00:00Z, a position of an embedded channel, or positions of a remote log by partition");
    }
}
