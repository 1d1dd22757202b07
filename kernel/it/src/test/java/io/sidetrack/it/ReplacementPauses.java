package io.sidetrack.it;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * For how long the subscriptions stood still at each replacement of a plugin, as the audit tells.
 *
 * @param millis the shortest first
 */
public record ReplacementPauses(List<Long> millis) {

    /** Of the last 500 entries of the audit. */
    public static ReplacementPauses of(Rest rest) {
        JsonNode entries =
                rest.get("/api/v1/audit?limit=500").expect(200).json().at("/items");
        return new ReplacementPauses(StreamSupport.stream(entries.spliterator(), false)
                .filter(entry -> entry.at("/action").asText().equals("plugin-replaced"))
                .map(entry -> entry.at("/detail/pauseMillis").asLong())
                .sorted()
                .toList());
    }

    @Override
    public String toString() {
        return "subscriptions stood for " + millis.get(millis.size() / 2) + " ms (median), "
                + millis.get(millis.size() - 1) + " ms (longest)";
    }
}
