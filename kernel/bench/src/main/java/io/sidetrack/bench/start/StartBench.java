package io.sidetrack.bench.start;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * From the start of {@code bin/sidetrack run} on an empty data folder to ready, and the memory of the idle node; beside a Java that
 * starts an empty HTTP server, in turns. The median of each. Arguments: the distribution, {@code kernel/target/sidetrack} otherwise,
 * and how many starts.
 */
public final class StartBench {

    private StartBench() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Path home =
                Path.of(args.length > 0 ? args[0] : "kernel/target/sidetrack").toAbsolutePath();
        int starts = args.length > 1 ? Integer.parseInt(args[1]) : 5;
        Path folder = Files.createTempDirectory("sidetrack-start-");
        try {
            Path config = Files.writeString(folder.resolve("sidetrack.yaml"), "http: {port: 0}\n");
            List<Started> nodes = new ArrayList<>();
            List<Started> servers = new ArrayList<>();
            for (int i = 0; i < starts; i++) {
                servers.add(Started.of(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        EmptyServer.class.getName())));
                nodes.add(Started.of(List.of(
                        home.resolve("bin/sidetrack").toString(),
                        "run",
                        "--config",
                        config.toString(),
                        "--data",
                        folder.resolve("data-" + i).toString())));
            }
            Started node = Started.median(nodes);
            Started server = Started.median(servers);
            System.out.println("an empty HTTP server  " + server.shown());
            System.out.println("a node, empty folder  " + node.shown());
            System.out.printf(
                    Locale.ROOT,
                    "ratio                 %6.1f ×           %6.1f ×            %4.1f ×%n",
                    node.millis() / server.millis(),
                    node.cpuMillis() / server.cpuMillis(),
                    node.idleMebibytes() / server.idleMebibytes());
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> left = Files.walk(folder)) {
            for (Path each : left.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
