package io.sidetrack.kernel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidetrack.kernel.plugin.PluginJar;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandLineTest {
    private static final String ERROR = "/api/v1/errors/E1";

    private final ScriptedNode node = new ScriptedNode();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        node.close();
    }

    @Nested
    class Wrong_usage {
        @ParameterizedTest
        @ValueSource(
                strings = {"", "errors", "channel", "plugin", "config", "token", "nonsense", "errors list --nonsense"})
        void ends_with_2_and_says_what_is_wrong(String line) {
            int exit = execute(line.isEmpty() ? new String[0] : line.split(" "));

            assertThat(exit).isEqualTo(2);
            assertThat(err.toString()).containsAnyOf("Missing a command", "Unmatched argument", "Unknown option");
            assertThat(out.toString()).isEmpty();
        }

        @Test
        void of_a_url_is_told() {
            int exit = execute("plugin", "list", "--url", "nowhere", "--token", "t");

            assertThat(exit).isEqualTo(1);
            assertThat(err.toString()).contains("--url is 'nowhere'", "http://127.0.0.1:8080");
        }

        @Test
        void of_a_plugin_name_is_told_before_anything_is_written() {
            assertThat(execute("plugin", "new", "Order_Checks")).isEqualTo(2);
            assertThat(err.toString()).contains("NAME is 'Order_Checks'", "small letters, digits or '-'");

            assertThat(execute("plugin", "new", "package", "--dir", folder.toString()))
                    .isEqualTo(2);
            assertThat(err.toString()).contains("is 'package'", "give one with --package");

            assertThat(execute("plugin", "new", "trust", "--dir", folder.toString()))
                    .isEqualTo(2);
            assertThat(err.toString()).contains("NAME is 'trust'", "the kernel's own word");
            assertThat(folder).isEmptyDirectory();
        }

        @Test
        void of_two_edits_at_once_is_told() {
            int exit = onNode("errors", "resubmit", "E1", "--data", "a", "--event", "b");

            assertThat(exit).isEqualTo(2);
            assertThat(err.toString()).contains("--data or --event, not both");
        }
    }

    @Nested
    class Config_check {
        @Test
        void tells_what_a_sound_file_holds() throws Exception {
            int exit = execute("config", "check", "--config", file("channels: {a: {}, b: {}}"));

            assertThat(exit).isZero();
            assertThat(out.toString()).contains("is fine: 2 channels, 0 subscriptions");
        }

        @Test
        void reports_every_problem_at_once_and_ends_with_2() throws Exception {
            int exit = execute("config", "check", "--config", file("htp: {}\nhttp: {port: many}\n"));

            assertThat(exit).isEqualTo(2);
            assertThat(err.toString()).contains("2 problems", "htp", "http.port", "many");
        }

        @Test
        void reports_what_the_plugins_say_together_with_what_the_file_has_wrong() throws Exception {
            PluginJar.of("trading")
                    .contribute("add.processor(\"place\", () -> call -> null);")
                    .write(folder.resolve("plugins"));
            String file = file("""
                    htp: {}
                    channels: {in: {}}
                    subscriptions:
                      a: {processor: trading.place, from: [in]}
                      b: {processor: trading.plaice, from: [in]}
                      c: {from: [in]}
                    """);

            int exit = execute("config", "check", "--plugins", folder + "/plugins", "--config", file);

            assertThat(exit).isEqualTo(2);
            assertThat(err.toString())
                    .contains(
                            "3 problems",
                            "line 1: htp",
                            "line 5: subscriptions.b.processor",
                            "did you mean 'trading.place'?")
                    .contains("line 6: subscriptions.c.processor: is missing");
        }

        @Test
        void tells_machines_the_path_and_line_of_each_problem() throws Exception {
            int exit = execute("config", "check", "--json", "--config", file("http: {port: many}\n"));

            JsonObject answer = new JsonObject(out.toString());
            assertThat(exit).isEqualTo(2);
            assertThat(answer.getJsonArray("problems")).hasSize(1);
            assertThat(answer.getJsonArray("problems").getJsonObject(0).getString("path"))
                    .isEqualTo("http.port");
        }

        @Test
        void names_a_file_that_is_not_there() {
            int exit = execute("config", "check", "--config", folder + "/none.yaml");

            assertThat(exit).isEqualTo(2);
            assertThat(err.toString()).contains("none.yaml", "no such file");
        }
    }

    @Nested
    class Errors_list {
        @Test
        void aligns_what_waits_for_a_person() {
            node.on("GET /api/v1/errors", 200, "", page(null, summary("E1", "ACC-1"), summary("E22", null)));

            int exit = onNode("errors", "list");

            assertThat(exit).isZero();
            assertThat(out.toString().lines())
                    .containsExactly(
                            "ID   SUBSCRIPTION  KEY    STATUS  WAITING  CAUSE",
                            "E1   place-trade   ACC-1  open    3        symbol is missing",
                            "E22  place-trade   -      open    3        symbol is missing");
            assertThat(node.lastAsked().uri()).contains("status=open%2Cindeterminate");
            assertThat(node.lastAsked().authorization()).isEqualTo("Bearer secret");
        }

        @Test
        void says_that_nothing_waits() {
            node.on("GET /api/v1/errors", 200, "", page(null));

            assertThat(onNode("errors", "list")).isZero();

            assertThat(out.toString()).isEqualTo("Nothing waits for a person.\n");
        }

        @Test
        void goes_on_from_page_to_page_up_to_the_limit() {
            node.on("GET /api/v1/errors", 200, "", page("c1", summary("E1", "a")));
            node.on("GET /api/v1/errors", 200, "", page("c2", summary("E2", "b")));

            assertThat(onNode("errors", "list", "--limit", "2", "--key", "a b&c"))
                    .isZero();

            assertThat(node.asked()).hasSize(2);
            assertThat(node.lastAsked().uri()).contains("cursor=c1", "limit=1", "key=a%20b%26c");
            assertThat(out.toString()).contains("E1 ", "E2 ", "There are more");
        }

        @Test
        void gives_machines_what_the_node_said() {
            node.on("GET /api/v1/errors", 200, "", page(null, summary("E1", "a")));

            assertThat(onNode("errors", "list", "--json", "--all")).isZero();

            JsonObject answer = new JsonObject(out.toString());
            assertThat(answer.getJsonArray("items").getJsonObject(0)).isEqualTo(summary("E1", "a"));
            assertThat(node.lastAsked().uri()).doesNotContain("status=");
        }

        @Test
        void cannot_be_steered_by_what_stands_in_an_event() {
            JsonObject hostile = summary("E1", "a\u001b[2J\nb");
            node.on("GET /api/v1/errors", 200, "", page(null, hostile));

            onNode("errors", "list");

            assertThat(out.toString()).doesNotContain("\u001b").contains("a [2J b");
        }
    }

    @Nested
    class Errors_show {
        @Test
        void tells_event_cause_attempts_what_waits_and_how_to_resolve_it() {
            node.on("GET " + ERROR, 200, "\"7\"", detail("open", 7).encode());

            assertThat(onNode("errors", "show", "E1")).isZero();

            assertThat(out.toString())
                    .contains("open (version 7)")
                    .contains("EventRejectedException: symbol is missing")
                    .contains("3 events of its key wait behind it")
                    .contains("\"shares\" : \"10\"")
                    .contains("1 failed attempt:")
                    .contains("errors resubmit E1 --data FILE --url " + node.url())
                    .contains("errors discard E1 --siding");
        }

        @Test
        void names_no_commands_where_nothing_is_left_to_resolve() {
            node.on("GET " + ERROR, 200, "\"7\"", detail("succeeded", 7).encode());

            onNode("errors", "show", "E1");

            assertThat(out.toString()).doesNotContain("Resolve it");
        }

        @Test
        void tells_what_the_node_says_of_an_unknown_id() {
            node.on("GET /api/v1/errors/E9", 404, "", "{\"detail\":\"there is no errored event E9\"}");

            assertThat(onNode("errors", "show", "E9")).isEqualTo(1);

            assertThat(err.toString()).isEqualTo("sidetrack: there is no errored event E9\n");
        }
    }

    @Nested
    class Errors_resubmit {
        @Test
        void names_the_version_it_saw_and_tells_how_it_ended() {
            node.on("GET " + ERROR, 200, "\"7\"", detail("open", 7).encode());
            node.on("GET " + ERROR, 200, "\"8\"", decided(null).encode());
            node.on("GET " + ERROR, 200, "\"9\"", decided("succeeded").encode());
            node.on("POST " + ERROR + "/resubmit", 202, "\"8\"", "{\"version\":8}");

            int exit = onNode("errors", "resubmit", "E1", "--note", "checked");

            assertThat(exit).isZero();
            assertThat(out.toString()).contains("Done: it ran again with success. 3 events behind it follow.");
            ScriptedNode.Asked post = posted();
            assertThat(post.ifMatch()).isEqualTo("\"7\"");
            assertThat(new JsonObject(post.body())).isEqualTo(new JsonObject().put("note", "checked"));
        }

        @Test
        void sends_other_data_as_json_where_the_event_carries_json() throws Exception {
            decidedAtOnce("succeeded");

            assertThat(onNode("errors", "resubmit", "E1", "--data", file("{\"shares\": \"11\"}")))
                    .isZero();

            assertThat(new JsonObject(posted().body()))
                    .isEqualTo(new JsonObject().put("data", new JsonObject().put("shares", "11")));
        }

        @Test
        void refuses_data_that_is_no_json_before_it_asks() throws Exception {
            decidedAtOnce("succeeded");

            assertThat(onNode("errors", "resubmit", "E1", "--data", file("{"))).isEqualTo(2);

            assertThat(err.toString()).contains("is no JSON");
            assertThat(node.asked()).allMatch(asked -> asked.method().equals("GET"));
        }

        @Test
        void takes_the_version_that_a_person_saw() {
            decidedAtOnce("succeeded");

            onNode("errors", "resubmit", "E1", "--version", "3");

            assertThat(posted().ifMatch()).isEqualTo("\"3\"");
        }

        @Test
        void ends_with_1_and_the_cause_where_it_failed_again() {
            decidedAtOnce("failed again");

            assertThat(onNode("errors", "resubmit", "E1")).isEqualTo(1);

            assertThat(out.toString()).contains("It failed again: symbol is missing");
        }

        @Test
        void ends_with_1_where_somebody_decided_before() {
            node.on("GET " + ERROR, 200, "\"7\"", detail("open", 7).encode());
            node.on("POST " + ERROR + "/resubmit", 412, "", "{\"detail\":\"its version is 8 by now\"}");

            assertThat(onNode("errors", "resubmit", "E1")).isEqualTo(1);

            assertThat(err.toString()).isEqualTo("sidetrack: its version is 8 by now\n");
        }
    }

    @Nested
    class Errors_discard {
        @Test
        void tells_how_many_are_released() {
            node.on("GET " + ERROR, 200, "\"7\"", detail("open", 7).encode());
            node.on("POST " + ERROR + "/discard", 200, "", "{\"affected\":3}");

            assertThat(onNode("errors", "discard", "E1")).isZero();

            assertThat(out.toString()).isEqualTo("Discarded. 3 events behind it are released.\n");
            assertThat(posted().ifMatch()).isEqualTo("\"7\"");
            assertThat(new JsonObject(posted().body()).getString("scope")).isEqualTo("event");
        }

        @Test
        void drops_the_whole_siding_only_when_asked() {
            node.on("GET " + ERROR, 200, "\"7\"", detail("open", 7).encode());
            node.on("POST " + ERROR + "/discard", 200, "", "{\"affected\":3}");

            onNode("errors", "discard", "E1", "--siding");

            assertThat(out.toString()).isEqualTo("Discarded, with 3 events that waited behind it.\n");
            assertThat(new JsonObject(posted().body()).getString("scope")).isEqualTo("siding");
        }
    }

    @Nested
    class Channel_publish {
        private static final String EVENT = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\"}";
        private static final String PATH = "POST /api/v1/channels/orders/events";

        @ParameterizedTest
        @ValueSource(strings = {EVENT, "[" + EVENT + "]", EVENT + "\n\n"})
        void takes_one_event_an_array_or_one_a_line(String given) throws Exception {
            node.on(PATH, 202, "", "{\"results\":[{\"duplicate\":false}]}");

            assertThat(onNode("channel", "publish", "orders", file(given))).isZero();

            assertThat(out.toString()).isEqualTo("Published 1 event to orders.\n");
            assertThat(new JsonArray(node.lastAsked().body())).isEqualTo(new JsonArray("[" + EVENT + "]"));
        }

        @Test
        void makes_an_event_of_data() throws Exception {
            node.on(PATH, 202, "", "{\"results\":[{\"duplicate\":true}]}");

            assertThat(onNode(
                            "channel",
                            "publish",
                            "orders",
                            file("A,B"),
                            "--type",
                            "bulk",
                            "--content-type",
                            "text/csv",
                            "--id",
                            "b1",
                            "--key",
                            "desk-1"))
                    .isZero();

            JsonObject event = new JsonArray(node.lastAsked().body()).getJsonObject(0);
            assertThat(event.getString("data")).isEqualTo("A,B");
            assertThat(event.getString("partitionkey")).isEqualTo("desk-1");
            assertThat(out.toString()).contains("1 had been published before");
        }

        @Test
        void shows_every_fault_that_the_node_names() throws Exception {
            node.on(
                    PATH,
                    400,
                    "",
                    "{\"detail\":\"2 faults\",\"errors\":[{\"at\":\"/0/id\",\"detail\":\"is missing\"},"
                            + "{\"at\":\"/0/type\",\"detail\":\"is missing\"}]}");

            assertThat(onNode("channel", "publish", "orders", file("{}"))).isEqualTo(1);

            assertThat(err.toString()).contains("2 faults", "/0/id: is missing", "/0/type: is missing");
        }
    }

    @Nested
    class Channel_tail {
        @Test
        void prints_each_event_on_a_line_and_ends_at_the_limit() {
            String item = "{\"position\":%d,\"at\":\"2026-01-01T00:00:00Z\",\"event\":{\"id\":\"e%d\",\"type\":\"t\","
                    + "\"subject\":\"k\",\"data\":{\"a\":1}}}";
            node.on(
                    "GET /api/v1/channels/orders/events",
                    200,
                    "",
                    ": hello\n\nid: 1\ndata: " + item.formatted(1, 1) + "\n\nid: 2\ndata: " + item.formatted(2, 2)
                            + "\n\n");

            assertThat(onNode("channel", "tail", "orders", "--from", "earliest", "--limit", "1"))
                    .isZero();

            assertThat(out.toString()).isEqualTo("1  2026-01-01T00:00:00Z  t  e1  k  {\"a\":1}\n");
        }
    }

    @Nested
    class Token {
        private static final String TOKENS = "/api/v1/tokens";

        @Test
        void create_prints_the_secret_and_nothing_else() {
            node.on("POST " + TOKENS, 201, "", "{\"name\":\"ci\",\"role\":\"viewer\",\"token\":\"s3cret\"}");

            assertThat(onNode("token", "create", "ci", "--role", "viewer")).isZero();

            assertThat(out.toString()).isEqualTo("s3cret" + System.lineSeparator());
            assertThat(err.toString()).contains("shown once");
            assertThat(new JsonObject(node.lastAsked().body()))
                    .isEqualTo(new JsonObject().put("name", "ci").put("role", "viewer"));
        }

        @Test
        void create_reads_an_end_in_days_or_as_a_time() {
            node.on("POST " + TOKENS, 201, "", "{\"token\":\"s\"}");
            Instant before = Instant.now();

            assertThat(onNode("token", "create", "ci", "--role", "viewer", "--expires", "90d"))
                    .isZero();
            assertThat(new JsonObject(node.lastAsked().body()).getInstant("expiresAt"))
                    .isBetween(before.plus(Duration.ofDays(90)), Instant.now().plus(Duration.ofDays(90)));
            onNode("token", "create", "ci", "--role", "viewer", "--expires", "2099-01-31T00:00:00+01:00");
            assertThat(new JsonObject(node.lastAsked().body()).getString("expiresAt"))
                    .isEqualTo("2099-01-30T23:00:00Z");

            assertThat(onNode("token", "create", "ci", "--role", "viewer", "--expires", "soon"))
                    .isEqualTo(2);
            assertThat(err.toString()).contains("--expires is 'soon'", "90d");
            assertThat(onNode("token", "create", "ci")).isEqualTo(2);
            assertThat(err.toString()).contains("--role");
        }

        @Test
        void list_shows_who_made_them_and_when_they_end() {
            node.on(
                    "GET " + TOKENS,
                    200,
                    "",
                    "{\"items\":[{\"name\":\"ci\",\"role\":\"viewer\",\"createdBy\":\"ann\",\"createdAt\":\"2026-01-01T00:00:00Z\","
                            + "\"expiresAt\":null}]}");

            assertThat(onNode("token", "list")).isZero();

            assertThat(out.toString()).contains("ci", "viewer", "ann", "2026-01-01T00:00:00Z", "never");
        }

        @Test
        void a_login_link_is_printed_with_the_address_of_the_node() {
            node.on(
                    "POST /api/v1/login-links",
                    201,
                    "",
                    "{\"path\":\"/login#c0de\",\"expiresAt\":\"2026-01-01T00:15:00Z\"}");

            assertThat(onNode("token", "login-link")).isZero();

            assertThat(out.toString()).matches("http://127\\.0\\.0\\.1:\\d+/login#c0de\\R");
        }

        @Test
        void revoke_ends_one_or_says_that_there_is_none() {
            node.on("DELETE " + TOKENS + "/ci", 204, "", "");
            node.on("DELETE " + TOKENS + "/cd", 404, "", "{\"detail\":\"There is no token 'cd'\"}");

            assertThat(onNode("token", "revoke", "ci")).isZero();
            assertThat(out.toString()).contains("Revoked");
            assertThat(onNode("token", "revoke", "cd")).isEqualTo(1);
            assertThat(err.toString()).contains("no token 'cd'");
        }
    }

    @Nested
    class A_node_that_is_away {
        @Test
        void is_named_with_what_to_do() {
            node.close();

            assertThat(onNode("plugin", "list")).isEqualTo(1);

            assertThat(err.toString()).contains("cannot reach a node at " + node.url(), "sidetrack run", "--url");
        }

        @Test
        void has_no_address_where_its_data_folder_has_none() {
            assertThat(execute("plugin", "list", "--node", folder.toString())).isEqualTo(1);

            assertThat(err.toString()).contains("no node runs on data folder " + folder);
        }
    }

    private void decidedAtOnce(String outcome) {
        node.on("GET " + ERROR, 200, "\"7\"", detail("open", 7).encode());
        node.on("GET " + ERROR, 200, "\"9\"", decided(outcome).encode());
        node.on("POST " + ERROR + "/resubmit", 202, "\"8\"", "{\"version\":8}");
    }

    private ScriptedNode.Asked posted() {
        return node.asked().stream()
                .filter(asked -> asked.method().equals("POST"))
                .findFirst()
                .orElseThrow();
    }

    private static JsonObject decided(String outcome) {
        return detail(outcome == null ? "decided" : "open", 8)
                .put(
                        "resolutions",
                        new JsonArray()
                                .add(new JsonObject().put("action", "resubmit").put("outcome", outcome)));
    }

    private static JsonObject summary(String id, String key) {
        return new JsonObject()
                .put("id", id)
                .put("subscription", "place-trade")
                .put("key", key)
                .put("status", "open")
                .put("waiting", 3)
                .put("cause", new JsonObject().put("message", "symbol is missing"));
    }

    private static JsonObject detail(String status, long version) {
        JsonObject cause = new JsonObject()
                .put("type", "io.sidetrack.api.processor.EventRejectedException")
                .put("message", "symbol is missing")
                .put("stackTrace", "at somewhere");
        JsonObject received = new JsonObject()
                .put("channel", "trades")
                .put("position", 12)
                .put(
                        "event",
                        new JsonObject()
                                .put("id", "b1:1")
                                .put("datacontenttype", "application/json")
                                .put("data", new JsonObject().put("shares", "10")));
        return summary("E1", "ACC-1")
                .put("status", status)
                .put("version", version)
                .put("revision", 0)
                .put("note", "")
                .put("createdAt", "2026-01-01T00:00:00Z")
                .put("cause", cause)
                .put("original", received)
                .put("current", received)
                .put(
                        "attempts",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("number", 1)
                                        .put("startedAt", "2026-01-01T00:00:00Z")
                                        .put("tookMillis", 2)
                                        .put("cause", cause)))
                .put("resolutions", new JsonArray());
    }

    private static String page(String next, JsonObject... items) {
        return new JsonObject()
                .put("items", new JsonArray(List.of(items)))
                .put("next", next)
                .encode();
    }

    private String file(String text) throws Exception {
        return Files.writeString(Files.createTempFile(folder, "given", ""), text)
                .toString();
    }

    private int onNode(String... args) {
        List<String> line = new ArrayList<>(List.of(args));
        line.addAll(List.of("--url", node.url(), "--token", "secret"));
        return execute(line.toArray(String[]::new));
    }

    private int execute(String... args) {
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return line.execute(args);
    }
}
