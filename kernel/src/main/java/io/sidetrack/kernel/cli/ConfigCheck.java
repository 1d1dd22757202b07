package io.sidetrack.kernel.cli;

import io.sidetrack.kernel.config.ConfigException;
import io.sidetrack.kernel.config.ConfigFile;
import io.sidetrack.kernel.config.NodeConfig;
import io.sidetrack.kernel.config.Problem;
import io.sidetrack.kernel.plugin.ComponentCheck;
import io.sidetrack.kernel.plugin.PluginSet;
import io.sidetrack.kernel.plugin.PluginSettings;
import io.sidetrack.kernel.plugin.trust.JarTrust;
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

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "The data folder of the node: options of plugins that were set there count in place of the file's."
                            + " Default: data/ of this installation.")
    private @Nullable Path data;

    @Option(names = "--json", description = "Print JSON for machines.")
    private boolean json;

    private List<Problem> setHere = List.of();

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

    /** Loads the plugins, starts none of them, and changes nothing in the data folder. */
    private List<Problem> againstPlugins(NodeConfig found) {
        Path folder = plugins == null ? Home.find().plugins() : plugins;
        Path kept = (data == null ? Home.find().data() : data).resolve("plugins");
        PluginSettings settings =
                PluginSettings.of(folder, kept, Home.version(), found.plugins()).trusting(JarTrust.of(found.trust()));
        try (PluginSet loaded = PluginSet.inspect(settings)) {
            setHere = loaded.setHere();
            return ComponentCheck.problems(found, loaded);
        }
    }

    private void report(Path file, ConfigFile sound) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(answer(file, List.of()));
            return;
        }
        out.println(file + " is fine: " + Text.counted(sound.config().channels().size() - 1, "channel", "channels")
                + ", " + Text.counted(sound.config().subscriptions().size(), "subscription", "subscriptions"));
        setHere.forEach(set -> out.print(Text.block(set.toString(), "")));
    }

    private void report(Path file, ConfigException problems) {
        if (json) {
            spec.commandLine().getOut().println(answer(file, problems.problems()));
        } else {
            spec.commandLine().getErr().println("sidetrack: " + problems.getMessage());
            setHere.forEach(set -> spec.commandLine().getErr().print(Text.block(set.toString(), "")));
        }
    }

    private String answer(Path file, List<Problem> problems) {
        JsonArray wrong = new JsonArray();
        problems.forEach(problem -> wrong.add(view(problem).put("line", problem.line())));
        JsonArray set = new JsonArray();
        setHere.forEach(each -> set.add(view(each)));
        return new JsonObject()
                .put("file", file.toString())
                .put("problems", wrong)
                .put("setHere", set)
                .encodePrettily();
    }

    private static JsonObject view(Problem problem) {
        return new JsonObject().put("path", problem.path()).put("message", problem.message());
    }
}
