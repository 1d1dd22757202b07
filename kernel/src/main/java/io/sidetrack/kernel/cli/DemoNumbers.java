package io.sidetrack.kernel.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a node says of itself over REST, as the demo counts it: nothing here is assumed. */
final class DemoNumbers {
    private final NodeClient node;

    DemoNumbers(NodeClient node) {
        this.node = node;
    }

    /** How many events a channel holds. */
    long events(String channel) {
        return node.get("/api/v1/channels/" + channel).json().getLong("events");
    }

    Map<String, JsonObject> subscriptions() {
        Map<String, JsonObject> byName = new TreeMap<>();
        JsonArray items = node.get("/api/v1/subscriptions").json().getJsonArray("items");
        for (int i = 0; i < items.size(); i++) {
            byName.put(items.getJsonObject(i).getString("name"), items.getJsonObject(i));
        }
        return byName;
    }

    /** Whether everything that no person must decide is done. */
    boolean isSettled() {
        for (JsonObject subscription : subscriptions().values()) {
            if (subscription.getLong("inFlight") > 0
                    || subscription.getLong("lag", 0L) > 0
                    || subscription.getLong("sidings")
                            != subscription.getLong("open").longValue()) {
                return false;
            }
        }
        return true;
    }

    /** The errored events that wait for a person, the newest first. */
    List<JsonObject> open(String subscription) {
        return errors(subscription, "open");
    }

    /** How many events a handler has repaired with success. */
    long repairedBy(String subscription, String handler) {
        return errors(subscription, "succeeded").stream()
                .filter(errored -> decidedBy(errored.getString("id"), handler))
                .count();
    }

    private boolean decidedBy(String id, String handler) {
        return Errored.fetch(node, id).detail().getJsonArray("resolutions").stream()
                .map(JsonObject.class::cast)
                .anyMatch(resolution -> handler.equals(resolution.getString("by"))
                        && "succeeded".equals(resolution.getString("outcome")));
    }

    private List<JsonObject> errors(String subscription, String status) {
        List<JsonObject> all = new ArrayList<>();
        String cursor = "";
        while (cursor != null) {
            JsonObject page = node.get("/api/v1/errors?limit=500&subscription=" + NodeClient.encode(subscription)
                            + "&status=" + status
                            + (cursor.isEmpty() ? "" : "&cursor=" + NodeClient.encode(cursor)))
                    .json();
            page.getJsonArray("items").forEach(item -> all.add((JsonObject) item));
            cursor = page.getString("next");
        }
        return all;
    }
}
