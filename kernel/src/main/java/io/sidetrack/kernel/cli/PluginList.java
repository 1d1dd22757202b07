package io.sidetrack.kernel.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code plugin list}. */
@Command(name = "list", description = "Lists the plugins that the node found, those that failed included.")
final class PluginList implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private Connection connection = new Connection();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        JsonObject answer = connection.open().get("/api/v1/plugins").json();
        if (connection.json()) {
            out.println(answer.encodePrettily());
            return 0;
        }
        JsonArray plugins = answer.getJsonArray("items");
        if (plugins.isEmpty()) {
            out.println("No plugins. Drop their jars into plugins/, or install one.");
            return 0;
        }
        Text table = Text.table("ID", "VERSION", "STATE", "OFFERS");
        List<String> problems = new ArrayList<>();
        List<String> signers = new ArrayList<>();
        for (int i = 0; i < plugins.size(); i++) {
            JsonObject plugin = plugins.getJsonObject(i);
            table.row(plugin.getString("id"), plugin.getString("version"), plugin.getString("state"), offers(plugin));
            if (plugin.getString("signer") != null) {
                signers.add(plugin.getString("id") + " is signed by " + plugin.getString("signer"));
            }
            if (plugin.getString("problem") != null) {
                problems.add(plugin.getString("id") + ": " + plugin.getString("problem"));
            }
            if (plugin.getString("refusal") != null) {
                problems.add(plugin.getString("id") + " is not replaced by what lies in the folder: "
                        + plugin.getString("refusal"));
            }
        }
        out.print(table);
        signers.forEach(signer -> out.print(Text.block(signer, "")));
        problems.forEach(problem -> out.print(Text.block(problem, "")));
        return 0;
    }

    private static String offers(JsonObject plugin) {
        List<String> kinds = new ArrayList<>();
        add(kinds, "processors", plugin.getJsonArray("processors"));
        add(kinds, "error handlers", plugin.getJsonArray("errorHandlers"));
        add(kinds, "broker adapters", plugin.getJsonArray("brokerAdapters"));
        return String.join("; ", kinds);
    }

    private static void add(List<String> kinds, String kind, JsonArray names) {
        if (!names.isEmpty()) {
            kinds.add(kind + " "
                    + String.join(", ", names.stream().map(String::valueOf).toList()));
        }
    }
}
