package io.sidetrack.kernel.cli;

import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code plugin install}. */
@Command(
        name = "install",
        description =
                "Puts a jar into the plugins folder of the node, in place of the one that runs, if it runs itself.")
final class PluginInstall implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private Connection connection = new Connection();

    @Parameters(paramLabel = "JAR", description = "The plugin's jar.")
    private Path jar = Path.of("");

    @Override
    public Integer call() {
        if (!Files.isRegularFile(jar)) {
            throw new CommandFailed("there is no file " + jar + "; expected the jar of a plugin");
        }
        JsonObject plugin = connection
                .open()
                .postFile("/api/v1/plugins", "application/java-archive", jar)
                .json();
        spec.commandLine().getOut().println(connection.json() ? plugin.encodePrettily() : PluginSteered.shown(plugin));
        return 0;
    }
}
