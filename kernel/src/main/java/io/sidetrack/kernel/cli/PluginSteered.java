package io.sidetrack.kernel.cli;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code plugin start}, {@code stop}, {@code reload} and {@code rollback}: what is asked of one plugin by its id. */
abstract class PluginSteered implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private Connection connection = new Connection();

    @Parameters(paramLabel = "ID", description = "The plugin's id, as 'plugin list' shows it.")
    private String id = "";

    @Override
    public Integer call() {
        JsonObject plugin = connection
                .open()
                .post("/api/v1/plugins/" + NodeClient.encode(id) + "/" + spec.name(), "application/json", "", Map.of())
                .json();
        spec.commandLine().getOut().println(connection.json() ? plugin.encodePrettily() : shown(plugin));
        return 0;
    }

    static String shown(JsonObject plugin) {
        return "Plugin " + plugin.getString("id") + " " + plugin.getString("version") + " is "
                + plugin.getString("state") + ".";
    }

    @Command(name = "start", description = "Starts a plugin that was stopped, or tries one again that has failed.")
    static final class Start extends PluginSteered {}

    @Command(name = "stop", description = "Stops a plugin until somebody starts it; its subscriptions wait.")
    static final class Stop extends PluginSteered {}

    @Command(name = "reload", description = "Puts the jar that lies in the folder in the place of the one that runs.")
    static final class Reload extends PluginSteered {}

    @Command(name = "rollback", description = "Goes back to the jar that ran before.")
    static final class RollBack extends PluginSteered {}
}
