package io.sidetrack.bench.scale;

import io.sidetrack.kernel.Node;
import io.sidetrack.kernel.NodeSetup;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A node in a process of its own, so that it can be killed. Its home holds {@code sidetrack.yaml}, {@code plugins} and {@code data}. */
final class NodeProcess {
    private static final String READY = "ready at ";

    private final Process process;
    private final Path home;
    private final String url;
    private final double secondsToReady;
    private final HttpClient http = HttpClient.newHttpClient();

    private NodeProcess(Process process, Path home, String url, double secondsToReady) {
        this.process = process;
        this.home = home;
        this.url = url;
        this.secondsToReady = secondsToReady;
    }

    /** In the child: starts the node, and says where it is. */
    public static void main(String[] arguments) {
        Path home = Path.of(arguments[0]);
        Node node = new Node(new NodeSetup(
                "bench", home.resolve("sidetrack.yaml"), home.resolve("data"), home.resolve("plugins"), 0));
        node.start()
                .onSuccess(started -> System.out.println(READY + node.url()))
                .onFailure(failure -> {
                    failure.printStackTrace();
                    System.exit(1);
                });
    }

    /** Returns when it is ready. The time counts from the start of the process. */
    static NodeProcess start(Path home) throws IOException {
        long began = System.nanoTime();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        NodeProcess.class.getName(),
                        home.toString())
                .redirectError(home.resolve("errors.txt").toFile())
                .start();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith(READY)) {
                double seconds = (System.nanoTime() - began) / 1e9;
                return new NodeProcess(process, home, line.substring(READY.length()), seconds);
            }
        }
        throw new IOException("the node did not start; see " + home.resolve("errors.txt"));
    }

    double secondsToReady() {
        return secondsToReady;
    }

    /** Answers the status of a publish. */
    int publish(String channel, String json) throws IOException, InterruptedException {
        String token = Files.readString(home.resolve("data/admin-token")).strip();
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/api/v1/channels/" + channel + "/events"))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/cloudevents-batch+json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    /** SIGKILL, whatever it does. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }
}
