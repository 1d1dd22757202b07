package io.sidetrack.kernel.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the demo publishes to one channel, in parts.
 *
 * @param channel where to
 * @param parts each an event, in their order
 * @param itemsPerPart how many things that people count an event carries, at most
 * @param items how many things that people count there are
 */
record DemoFeed(String channel, List<JsonObject> parts, int itemsPerPart, int items) {
    private static final int LINES_PER_BULK = 100;

    /** The orders as bulks of one trading desk; those of the file again where more are wanted than it has. */
    static DemoFeed orders(Path file, int wanted, String run) {
        List<String> lines = read(file).lines().filter(line -> !line.isBlank()).toList();
        int count = wanted == Integer.MAX_VALUE ? lines.size() : wanted;
        List<JsonObject> bulks = new ArrayList<>();
        for (int from = 0; from < count; from += LINES_PER_BULK) {
            StringBuilder csv = new StringBuilder();
            for (int line = from; line < Math.min(from + LINES_PER_BULK, count); line++) {
                csv.append(lines.get(line % lines.size())).append('\n');
            }
            bulks.add(new JsonObject()
                    .put("specversion", "1.0")
                    .put("id", "bulk-" + run + "-" + (bulks.size() + 1))
                    .put("source", "/desks/desk-1")
                    .put("type", "orders-received")
                    .put("subject", "desk-1")
                    .put("datacontenttype", "text/csv")
                    .put("data", csv.toString()));
        }
        return new DemoFeed("orders", bulks, LINES_PER_BULK, count);
    }

    /** Real deliveries of GitHub's webhooks as CloudEvents. */
    static DemoFeed deliveries(Path file) {
        JsonArray events = new JsonArray(read(file));
        List<JsonObject> parts = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            parts.add(events.getJsonObject(i));
        }
        return new DemoFeed("github", parts, 1, parts.size());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new CommandFailed("the demo's data " + file + " cannot be read: " + e.getMessage());
        }
    }
}
