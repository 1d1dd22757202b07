package io.sidetrack.bench.scale;

import io.sidetrack.kernel.Node;
import io.sidetrack.kernel.NodeSetup;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
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
public final class NodeProcess {
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
    public static NodeProcess start(Path home) throws IOException {
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

    public double secondsToReady() {
        return secondsToReady;
    }

    /** Publishes a batch; all of it is confirmed when this returns. */
    public void publishAll(String channel, String json) throws IOException, InterruptedException {
        int status = publish(channel, json);
        if (status != 202) {
            throw new IOException("publishing was answered with " + status);
        }
    }

    /** Answers the status of a publish. */
    private int publish(String channel, String json) throws IOException, InterruptedException {
        HttpRequest request = request("/api/v1/channels/" + channel + "/events")
                .header("Content-Type", "application/cloudevents-batch+json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    /** A subscription as the node shows it. */
    public JsonObject subscription(String name) throws IOException, InterruptedException {
        JsonArray all = new JsonObject(get("/api/v1/subscriptions")).getJsonArray("items");
        for (int i = 0; i < all.size(); i++) {
            if (name.equals(all.getJsonObject(i).getString("name"))) {
                return all.getJsonObject(i);
            }
        }
        throw new IOException("the node has no subscription " + name);
    }

    /** The body of what is found there. */
    public String get(String path) throws IOException, InterruptedException {
        return http.send(request(path).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private HttpRequest.Builder request(String path) throws IOException {
        String token = Files.readString(home.resolve("data/admin-token")).strip();
        return HttpRequest.newBuilder(URI.create(url + path)).header("Authorization", "Bearer " + token);
    }

    /** SIGKILL, whatever it does. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }
}
