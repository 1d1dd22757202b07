package io.sidetrack.kernel.cli;

import io.sidetrack.kernel.config.ConfigException;
import io.sidetrack.kernel.config.ConfigFile;
import io.sidetrack.kernel.config.NodeConfig;
import io.sidetrack.kernel.config.Problem;
import io.sidetrack.kernel.plugin.ComponentCheck;
import io.sidetrack.kernel.plugin.PluginSet;
import io.sidetrack.kernel.plugin.PluginSettings;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code config check}. */
@Command(
        name = "check",
        description =
                "Checks a configuration file, also against the plugins at hand, and reports every problem at once.")
final class ConfigCheck implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The file to check. Default: conf/sidetrack.yaml of this installation.")
    private @Nullable Path config;

    @Option(
            names = "--plugins",
            paramLabel = "DIR",
            description = "The plugins to check it against. Default: plugins/ of this installation.")
    private @Nullable Path plugins;

    @Option(names = "--json", description = "Print JSON for machines.")
    private boolean json;

    @Override
    public Integer call() {
        Path file = config == null ? Home.find().config() : config;
        try {
            ConfigFile sound = ConfigFile.read(file, this::againstPlugins);
            report(file, sound);
            return 0;
        } catch (ConfigException e) {
            report(file, e);
            return spec.exitCodeOnInvalidInput();
        }
    }

    /** Loads the plugins, starts none of them, and leaves the data folder alone. */
    private List<Problem> againstPlugins(NodeConfig found) {
        Path folder = plugins == null ? Home.find().plugins() : plugins;
        try (PluginSet loaded = PluginSet.inspect(PluginSettings.of(folder, folder, Home.version(), found.plugins()))) {
            return ComponentCheck.problems(found, loaded);
        }
    }

    private void report(Path file, ConfigFile sound) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(
                json
                        ? answer(file, new JsonArray())
                        : file + " is fine: "
                                + Text.counted(sound.config().channels().size() - 1, "channel", "channels") + ", "
                                + Text.counted(sound.config().subscriptions().size(), "subscription", "subscriptions"));
    }

    private void report(Path file, ConfigException problems) {
        if (json) {
            JsonArray list = new JsonArray();
            for (Problem problem : problems.problems()) {
                list.add(new JsonObject()
                        .put("path", problem.path())
                        .put("line", problem.line())
                        .put("message", problem.message()));
            }
            spec.commandLine().getOut().println(answer(file, list));
        } else {
            spec.commandLine().getErr().println("sidetrack: " + problems.getMessage());
        }
    }

    private static String answer(Path file, JsonArray problems) {
        return new JsonObject()
                .put("file", file.toString())
                .put("problems", problems)
                .encodePrettily();
    }
}
