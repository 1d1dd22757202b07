package io.sidetrack.kernel.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code errors list}. */
@Command(
        name = "list",
        description =
                "Lists errored events, the newest first. Without --status or --all: those that wait for a person.")
final class ErrorsList implements Callable<Integer> {
    private static final int PAGE = 500;
    private static final int CAUSE_WIDTH = 100;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private Connection connection = new Connection();

    @Option(
            names = "--status",
            paramLabel = "STATUS",
            split = ",",
            description = "Only these: handling, open, retrying, outage, indeterminate, decided, running, moving,"
                    + " succeeded, discarded, redirected, superseded.")
    private List<String> status = List.of();

    @Option(names = "--all", description = "Those in any status.")
    private boolean all;

    @Option(names = "--subscription", paramLabel = "NAME", description = "Only those of this subscription.")
    private @Nullable String subscription;

    @Option(names = "--key", paramLabel = "KEY", description = "Only those of this key.")
    private @Nullable String key;

    @Option(names = "--type", paramLabel = "TYPE", description = "Only events of this type.")
    private @Nullable String type;

    @Option(names = "--group", paramLabel = "FINGERPRINT", description = "Only those that failed alike.")
    private @Nullable String group;

    @Option(names = "--text", paramLabel = "TEXT", description = "Only events with this text in their data.")
    private @Nullable String text;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "How many at most. Default: ${DEFAULT-VALUE}.")
    private int limit = 50;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        NodeClient node = connection.open();
        JsonArray items = new JsonArray();
        String next = null;
        do {
            JsonObject page = node.get(path(limit - items.size(), next)).json();
            items.addAll(page.getJsonArray("items"));
            next = page.getString("next");
        } while (next != null && items.size() < limit);
        if (connection.json()) {
            out.println(new JsonObject().put("items", items).put("next", next).encodePrettily());
        } else {
            print(out, items, next != null);
        }
        return 0;
    }

    private String path(int wanted, @Nullable String cursor) {
        StringBuilder path = new StringBuilder("/api/v1/errors?limit=" + Math.max(1, Math.min(wanted, PAGE)));
        List<String> asked = status.isEmpty() && !all ? List.of("open", "indeterminate") : status;
        add(path, "status", asked.isEmpty() ? null : String.join(",", asked));
        add(path, "subscription", subscription);
        add(path, "key", key);
        add(path, "type", type);
        add(path, "group", group);
        add(path, "q", text);
        add(path, "cursor", cursor);
        return path.toString();
    }

    private static void add(StringBuilder path, String name, @Nullable String value) {
        if (value != null) {
            path.append('&').append(name).append('=').append(NodeClient.encode(value));
        }
    }

    private void print(PrintWriter out, JsonArray items, boolean more) {
        if (items.isEmpty()) {
            out.println(status.isEmpty() && !all ? "Nothing waits for a person." : "No errored events.");
            return;
        }
        Text table = Text.table("ID", "SUBSCRIPTION", "KEY", "STATUS", "WAITING", "CAUSE");
        for (int i = 0; i < items.size(); i++) {
            JsonObject item = items.getJsonObject(i);
            table.row(
                    item.getString("id"),
                    item.getString("subscription"),
                    item.getString("key") == null ? "-" : item.getString("key"),
                    item.getString("status"),
                    item.getLong("waiting").toString(),
                    Text.shortened(item.getJsonObject("cause").getString("message"), CAUSE_WIDTH));
        }
        out.print(table);
        if (more) {
            out.println("There are more; see them with --limit.");
        }
    }
}
