package io.sidetrack.bench.brokers;

import io.sidetrack.bench.brokers.contender.Task;
import io.sidetrack.bench.scale.PluginJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** The packed node as a user runs it: {@code bin/sidetrack run} with a plugin of one processor and its own settings. */
final class SidetrackNode implements Contender {
    private static final String PLUGIN = "bench";

    private final Path home;
    private final Function<Task, String> configuration;

    /**
     * @param home where it is installed at its first turn
     * @param configuration the whole {@code sidetrack.yaml} of a task
     */
    SidetrackNode(Path home, Function<Task, String> configuration) {
        this.home = home;
        this.configuration = configuration;
    }

    @Override
    public String name() {
        return OURS;
    }

    @Override
    public ContenderProcess start(Task task, Settings settings, Path folder) throws IOException {
        if (Files.notExists(home)) {
            install(settings.distribution());
        }
        Path file = Files.writeString(folder.resolve("sidetrack.yaml"), configuration.apply(task));
        List<String> options = new ArrayList<>(Contender.heap(settings));
        if (settings.profile()) {
            options.add("-XX:StartFlightRecording:settings=profile,dumponexit=true,filename="
                    + folder.resolve(HotSpots.FILE));
        }
        List<String> command = List.of(
                home.resolve("bin/sidetrack").toString(),
                "run",
                "--config",
                file.toString(),
                "--data",
                folder.resolve("data").toString());
        return ContenderProcess.start(OURS, command, String.join(" ", options), folder.resolve("log.txt"));
    }

    /** The distribution as it is packed, and the plugin of the bench in it. */
    private void install(Path packed) throws IOException {
        if (Files.notExists(packed.resolve("bin/sidetrack"))) {
            throw new IOException("no distribution in " + packed
                    + "; pack it with 'mvn -q -DskipTests package', or name it with -Ddistribution=FOLDER");
        }
        copy(packed, home);
        PluginJar.write(home.resolve("plugins/bench.jar"), PLUGIN, HandOnPlugin.class);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.toList()) {
                Path relative = from.relativize(each);
                if (!relative.startsWith("data")) {
                    Files.copy(each, to.resolve(relative.toString()));
                }
            }
        }
    }
}
