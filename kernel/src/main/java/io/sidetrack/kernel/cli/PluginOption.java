package io.sidetrack.kernel.cli;

import io.sidetrack.kernel.cli.NodeClient.Answer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code plugin option}. */
@Command(
        name = "option",
        description =
                "Shows the options of a plugin, or sets some: they count in place of the file's, at once and through restarts.",
        footer = {
            "",
            "The plugin is started anew with them beside the one that runs. If it does not start, nothing is set.",
            "A value that is a list is given once for each item: hosts=a hosts=b"
        })
final class PluginOption implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private Connection connection = new Connection();

    @Parameters(index = "0", paramLabel = "ID", description = "The plugin's id, as 'plugin list' shows it.")
    private String id = "";

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "NAME=VALUE",
            description = "An option and its value, as the file would have it.")
    private List<String> values = List.of();

    @Option(names = "--reset", paramLabel = "NAME", description = "Give an option back to the file.")
    private List<String> resets = List.of();

    @Option(
            names = "--ask",
            paramLabel = "NAME",
            description =
                    "Ask for a value without showing it, or read it as one line from standard input: for secrets.")
    private List<String> asked = List.of();

    @Override
    public Integer call() {
        JsonObject changes = changes();
        NodeClient node = connection.open();
        String path = "/api/v1/plugins/" + NodeClient.encode(id);
        Answer seen = node.get(path);
        Answer now = changes.isEmpty()
                ? seen
                : node.put(path + "/options", "application/json", changes.encode(), Map.of("If-Match", seen.etag()));
        show(now.json(), !changes.isEmpty());
        return 0;
    }

    private JsonObject changes() {
        JsonObject changes = new JsonObject();
        for (String value : values) {
            int end = value.indexOf('=');
            if (end < 1) {
                throw wrong("'" + value + "' is no NAME=VALUE");
            }
            add(changes, value.substring(0, end), value.substring(end + 1));
        }
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        asked.forEach(name -> add(changes, name, ask(name, input)));
        for (String name : resets) {
            if (changes.containsKey(name)) {
                throw wrong("option '" + name + "' is both set and reset");
            }
            changes.putNull(name);
        }
        return changes;
    }

    /** A name that comes again makes a list. */
    private static void add(JsonObject changes, String name, String value) {
        Object before = changes.getValue(name);
        if (before == null) {
            changes.put(name, value);
        } else {
            JsonArray list = before instanceof JsonArray items ? items : new JsonArray().add(before);
            changes.put(name, list.add(value));
        }
    }

    private String ask(String name, BufferedReader input) {
        Console console = System.console();
        if (console != null) {
            char[] typed = console.readPassword("%s: ", name);
            if (typed != null) {
                return new String(typed);
            }
        } else {
            String line = line(input);
            if (line != null) {
                return line;
            }
        }
        throw wrong("no value was given for option '" + name + "'");
    }

    private @Nullable String line(BufferedReader input) {
        try {
            return input.readLine();
        } catch (IOException e) {
            throw wrong("standard input cannot be read: " + e.getMessage());
        }
    }

    private void show(JsonObject plugin, boolean changed) {
        PrintWriter out = spec.commandLine().getOut();
        if (connection.json()) {
            out.println(plugin.encodePrettily());
            return;
        }
        if (changed) {
            out.println(PluginSteered.shown(plugin));
        }
        JsonArray options = plugin.getJsonArray("options");
        if (options.isEmpty()) {
            out.println("Plugin " + Text.line(id) + " declares no options.");
            return;
        }
        Text table = Text.table("OPTION", "VALUE", "FROM", "WHAT IT DOES");
        for (int i = 0; i < options.size(); i++) {
            JsonObject option = options.getJsonObject(i);
            table.row(option.getString("name"), value(option), origin(option), help(option));
        }
        out.print(table);
    }

    private static String value(JsonObject option) {
        Object value = option.getValue("value");
        if (option.getBoolean("secret")) {
            return option.getBoolean("isSet") ? "(hidden)" : "";
        }
        return value instanceof JsonArray list
                ? String.join(", ", list.stream().map(String::valueOf).toList())
                : value == null ? "" : value.toString();
    }

    private static String origin(JsonObject option) {
        return switch (option.getString("origin")) {
            case "set-here" -> "set here by " + option.getString("by") + " at " + option.getString("at");
            case "file" -> "file";
            default -> option.getBoolean("isSet") ? "default" : option.getBoolean("required") ? "missing" : "";
        };
    }

    private static String help(JsonObject option) {
        if (!option.getBoolean("declared")) {
            return "the plugin declares no such option; --reset " + option.getString("name") + " takes it away";
        }
        List<String> parts = new ArrayList<>(List.of(option.getString("help"), option.getString("expected")));
        if (option.getString("unit") != null) {
            parts.add("in " + option.getString("unit"));
        }
        return String.join("; ", parts);
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
