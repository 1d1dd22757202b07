package io.sidetrack.kernel.cli;

import io.sidetrack.kernel.Node;
import io.sidetrack.kernel.NodeSetup;
import io.sidetrack.kernel.lifecycle.LockNote;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code demo}. */
@Command(
        name = "demo",
        description = {
            "Runs the samples on a data folder of its own (demo-data/): orders with damaged lines, and GitHub deliveries.",
            "Ends with what was done, what was repaired, what waits for you and how to resolve it; runs until Ctrl-C."
        })
final class DemoCommand implements Callable<Integer> {
    private static final int PORT = 8080;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "2500",
            description = "How many orders to feed per second. Default: ${DEFAULT-VALUE}.")
    private int rate = 2500;

    @Option(names = "--orders", paramLabel = "N", description = "How many orders to feed. Default: all of the sample.")
    private int orders = Integer.MAX_VALUE;

    @Option(names = "--keep", description = "Go on with the data of the demo before.")
    private boolean keep;

    @Option(names = "--exit", description = "End after the summary.")
    private boolean exit;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        Home home = Home.find();
        if (!keep) {
            clear(home.demoData());
        }
        int port = isFree() ? PORT : 0;
        NodeSetup setup = new NodeSetup(
                Home.version(), home.samples().resolve("conf/demo.yaml"), home.demoData(), home.samples(), port);
        RunningNode running = RunningNode.start(new Node(setup));
        NodeClient node = client(running.node().url(), home.demoData());
        out.println("A node with the samples runs at " + node.node()
                + (port == PORT ? "" : " (port " + PORT + " is in use)"));
        DemoStory story = new DemoStory(node, out, Boolean.getBoolean("sidetrack.terminal"));
        story.feed(feeds(home), Math.max(1, rate));
        story.sum(repeated(home));
        if (exit) {
            running.stop();
            return 0;
        }
        out.println(
                "In the browser, once and within 15 minutes: " + running.node().loginLink());
        out.println("Ctrl-C ends the demo.");
        out.flush();
        running.awaitEnd();
        return 0;
    }

    private List<DemoFeed> feeds(Home home) {
        Path data = home.samples().resolve("data");
        String run = Long.toString(System.currentTimeMillis() / 1000);
        return Stream.of(
                        DemoFeed.orders(data.resolve("orders.csv"), Math.max(0, orders), run),
                        DemoFeed.deliveries(data.resolve("github-events.json")))
                .toList();
    }

    /** What must be added to a command so that it means the demo although another node of this installation runs. */
    private static String repeated(Home home) {
        return Connection.isRunning(home.data()) ? " --node " + home.demoData() : "";
    }

    private static NodeClient client(String url, Path data) throws IOException {
        return new NodeClient(
                URI.create(url), Files.readString(data.resolve("admin-token")).strip());
    }

    private static boolean isFree() {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void clear(Path data) throws IOException {
        if (!Files.exists(data)) {
            return;
        }
        if (Connection.isRunning(data)) {
            throw new CommandFailed(
                    "a demo runs already, at " + LockNote.read(data).url() + "; stop it first");
        }
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
