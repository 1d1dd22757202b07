package io.sidetrack.kernel.cli;

import io.vertx.core.json.JsonObject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code plugin remove}. */
@Command(
        name = "remove",
        description =
                "Stops a plugin, takes its jar out of the plugins folder, and forgets its options that were set here.")
final class PluginRemove implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private Connection connection = new Connection();

    @Parameters(paramLabel = "ID", description = "The plugin's id, as 'plugin list' shows it.")
    private String id = "";

    @Override
    public Integer call() {
        connection.open().delete("/api/v1/plugins/" + NodeClient.encode(id));
        spec.commandLine()
                .getOut()
                .println(
                        connection.json()
                                ? new JsonObject().put("removed", id).encodePrettily()
                                : "Plugin " + id + " is stopped and its jar is gone.");
        return 0;
    }
}
