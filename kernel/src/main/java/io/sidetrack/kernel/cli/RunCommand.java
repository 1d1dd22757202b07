package io.sidetrack.kernel.cli;

import io.sidetrack.kernel.Node;
import io.sidetrack.kernel.NodeSetup;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code run}. */
@Command(
        name = "run",
        description = "Runs a node until Ctrl-C or SIGTERM.",
        footer = {"", "The token of the administrator stands in admin-token in the data folder."})
final class RunCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The configuration. Default: conf/sidetrack.yaml of this installation.")
    private @Nullable Path config;

    @Option(names = "--data", paramLabel = "DIR", description = "The data folder. Default: data/ of this installation.")
    private @Nullable Path data;

    @Override
    public Integer call() throws Exception {
        Home home = Home.find();
        NodeSetup setup = new NodeSetup(
                Home.version(),
                config == null ? home.config() : config,
                data == null ? home.data() : data,
                home.plugins(),
                null);
        RunningNode running = RunningNode.start(new Node(setup));
        PrintWriter out = spec.commandLine().getOut();
        out.println("Sidetrack runs at " + running.node().url() + "; Ctrl-C ends it.");
        out.println("Log in, once and within 15 minutes: " + running.node().loginLink());
        out.flush();
        running.awaitEnd();
        return 0;
    }
}
