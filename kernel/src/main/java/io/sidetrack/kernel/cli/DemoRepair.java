package io.sidetrack.kernel.cli;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * A damaged trade of the demo together with data that repairs it, as a person could.
 *
 * @param id the errored event
 * @param data the whole data as repaired
 */
record DemoRepair(String id, JsonObject data) {

    /** The first one whose damage a person sees in the trade itself; a sale beyond the position is none of them. */
    static Optional<DemoRepair> find(NodeClient node, List<JsonObject> errored) {
        for (JsonObject one : errored) {
            String id = one.getString("id");
            JsonObject event = Errored.fetch(node, id).event();
            if (event != null && event.getValue("data") instanceof JsonObject data) {
                JsonObject repaired = repaired(data);
                if (!repaired.equals(data)) {
                    return Optional.of(new DemoRepair(id, repaired));
                }
            }
        }
        return Optional.empty();
    }

    static JsonObject repaired(JsonObject trade) {
        JsonObject repaired = trade.copy();
        if (trade.getString("symbol") == null) {
            repaired.put("symbol", "ACME").put("side", "BUY");
        }
        String side = trade.getString("side");
        if (!"BUY".equals(side) && !"SELL".equals(side)) {
            repaired.put("side", "BUY");
        }
        String shares = trade.getString("shares");
        if (shares == null || !shares.matches("[1-9]\\d*")) {
            repaired.put("shares", "100").put("side", "BUY");
        }
        return repaired;
    }
}
