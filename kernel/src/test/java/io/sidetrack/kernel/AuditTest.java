package io.sidetrack.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.sidetrack.kernel.plugin.PluginJar;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who changed what, on a whole node: each operation that changes something leaves an entry under the name of its caller. */
@Timeout(90)
class AuditTest {
    /** Events are no change of the node. The others have their entries proved by the store's contract. */
    private static final Set<String> ELSEWHERE = Set.of("publishEvents", "forgetSubscription", "rewindSubscription");

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Map<String, String> expected = new LinkedHashMap<>();

    @TempDir
    private Path home;

    private Node node;
    private String ann;

    @BeforeEach
    void startNode() throws Exception {
        picky("1.0.0").write(home.resolve("plugins"));
        Path config = Files.writeString(
                home.resolve("node.yaml"),
                "{http: {port: 0}, channels: {in: {}, out: {}}, subscriptions: {s: {processor: picky.refuse, from: [in]}}}");
        node = new Node(new NodeSetup("test", config, home.resolve("data"), home.resolve("plugins"), null));
        node.start().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @AfterEach
    void stopNode() throws Exception {
        node.stop(Duration.ofSeconds(5))
                .toCompletionStage()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }

    @Test
    void names_who_did_it_for_each_operation_that_changes_something() throws Exception {
        String admin = Files.readString(home.resolve("data/admin-token")).strip();
        JsonObject made = json(send("POST", "/api/v1/tokens", admin, token("ann", "admin")));
        expected.put("createToken", "admin create-token ann");
        ann = made.getString("token");
        publish("e1", "A");
        publish("e2", "B");
        publish("e3", "C");

        change("pauseSubscription", "POST", "/api/v1/subscriptions/s/pause", "", "pause");
        change("resumeSubscription", "POST", "/api/v1/subscriptions/s/resume", "", "resume");
        change("resubmitError", "POST", "/api/v1/errors/" + open("A") + "/resubmit", "", "resubmit");
        change("discardError", "POST", "/api/v1/errors/" + open("B") + "/discard", "", "discard");
        change("restoreError", "POST", "/api/v1/errors/" + discarded("B") + "/restore", "", "restore");
        String redirect = new JsonObject().put("to", "out").encode();
        change("redirectError", "POST", "/api/v1/errors/" + open("C") + "/redirect", redirect, "redirect");
        send("POST", "/api/v1/tokens", ann, token("ci", "viewer"));
        change("createLoginLink", "POST", "/api/v1/login-links", "", "create-login-link");
        change("revokeToken", "DELETE", "/api/v1/tokens/ci", "", "revoke-token");
        HttpResponse<String> login = send(
                "POST",
                "/api/v1/session",
                ann,
                new JsonObject().put("token", ann).encode());
        expected.put("openSession", "ann login");
        String cookie = login.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
        HTTP.send(
                HttpRequest.newBuilder(URI.create(node.url() + "/api/v1/session"))
                        .header("Cookie", cookie)
                        .header("Sec-Fetch-Site", "same-origin")
                        .DELETE()
                        .build(),
                BodyHandlers.discarding());
        expected.put("endSession", "ann logout");

        install(picky("2.0.0").write(home.resolve("uploads")));
        change("rollBackPlugin", "POST", "/api/v1/plugins/picky/rollback", "", "plugin-replaced");
        change("reloadPlugin", "POST", "/api/v1/plugins/picky/reload", "", "plugin-reloaded");
        change("setPluginOptions", "PUT", "/api/v1/plugins/picky/options", "{\"limit\": 2}", "plugin-configured");
        change("stopPlugin", "POST", "/api/v1/plugins/picky/stop", "", "plugin-stopped");
        change("startPlugin", "POST", "/api/v1/plugins/picky/start", "", "plugin-started");
        change("removePlugin", "DELETE", "/api/v1/plugins/picky", "", "plugin-removed");

        List<String> entries = audited();
        assertThat(expected)
                .allSatisfy((operation, entry) ->
                        assertThat(entries).as(operation).anyMatch(each -> each.startsWith(entry)));
        assertThat(changing(admin)).containsExactlyInAnyOrderElementsOf(covered());
    }

    private static PluginJar picky(String version) {
        return PluginJar.of("picky")
                .version(version)
                .contribute("add.options(List.of(Option.of(\"limit\", OptionType.INTEGER, 1, \"a limit\")));"
                        + "add.processor(\"refuse\", () -> call -> { throw new"
                        + " io.sidetrack.api.processor.EventRejectedException(\"no\"); });");
    }

    private void install(Path jar) throws Exception {
        HttpResponse<String> answer = HTTP.send(
                HttpRequest.newBuilder(URI.create(node.url() + "/api/v1/plugins"))
                        .header("Authorization", "Bearer " + ann)
                        .header("Content-Type", "application/java-archive")
                        .POST(BodyPublishers.ofFile(jar))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        expected.put("installPlugin", "ann plugin-replaced");
    }

    private void change(String operation, String method, String path, String body, String action) throws Exception {
        HttpResponse<String> answer = send(method, path, ann, body);
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        expected.put(operation, "ann " + action);
    }

    private Set<String> covered() {
        Set<String> covered = new TreeSet<>(ELSEWHERE);
        covered.addAll(expected.keySet());
        return covered;
    }

    /** The operations of the contract that are no reading. */
    private Set<String> changing(String admin) throws Exception {
        JsonObject contract = new JsonObject(new YAMLMapper()
                .readValue(
                        send("GET", "/api/v1/openapi.yaml", admin, "").body(),
                        new TypeReference<Map<String, Object>>() {}));
        Set<String> changing = new TreeSet<>();
        contract.getJsonObject("paths")
                .forEach(path -> ((JsonObject) path.getValue()).forEach(method -> {
                    if (!method.getKey().equals("get")) {
                        changing.add(((JsonObject) method.getValue()).getString("operationId"));
                    }
                }));
        return changing;
    }

    private void publish(String id, String key) throws Exception {
        String event = new JsonObject()
                .put("specversion", "1.0")
                .put("id", id)
                .put("source", "/t")
                .put("type", "t")
                .put("subject", key)
                .encode();
        assertThat(send("POST", "/api/v1/channels/in/events", ann, event).statusCode())
                .isEqualTo(202);
    }

    private String open(String key) throws Exception {
        return errored("open", key);
    }

    private String discarded(String key) throws Exception {
        return errored("discarded", key);
    }

    /** The errored event of a key, once it is in this status. */
    private String errored(String status, String key) throws Exception {
        while (true) {
            JsonArray items = json(send("GET", "/api/v1/errors?status=" + status + "&key=" + key, ann, ""))
                    .getJsonArray("items");
            if (!items.isEmpty()) {
                return items.getJsonObject(0).getString("id");
            }
            Thread.onSpinWait();
        }
    }

    private List<String> audited() throws Exception {
        return json(send("GET", "/api/v1/audit?limit=100", ann, "")).getJsonArray("items").stream()
                .map(each -> (JsonObject) each)
                .map(entry -> entry.getString("by") + " " + entry.getString("action") + " " + entry.getString("target"))
                .toList();
    }

    private static String token(String name, String role) {
        return new JsonObject().put("name", name).put("role", role).encode();
    }

    private static JsonObject json(HttpResponse<String> answer) {
        return new JsonObject(answer.body());
    }

    private HttpResponse<String> send(String method, String path, String token, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(node.url() + path))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + token)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (path.contains("/errors/") || path.endsWith("/options")) {
            request.header(
                    "If-Match",
                    HTTP.send(
                                    HttpRequest.newBuilder(
                                                    URI.create(node.url() + path.substring(0, path.lastIndexOf('/'))))
                                            .header("Authorization", "Bearer " + token)
                                            .build(),
                                    BodyHandlers.discarding())
                            .headers()
                            .firstValue("ETag")
                            .orElse(""));
        }
        if (!body.isEmpty()) {
            request.header(
                    "Content-Type", path.endsWith("/events") ? "application/cloudevents+json" : "application/json");
        }
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }
}
