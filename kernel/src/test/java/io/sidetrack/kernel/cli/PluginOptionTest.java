package io.sidetrack.kernel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidetrack.kernel.plugin.PluginJar;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class PluginOptionTest {
    private static final String PATH = "/api/v1/plugins/desk";

    private final ScriptedNode node = new ScriptedNode();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void shows_options_with_where_they_come_from_and_no_secret() {
        node.on("GET " + PATH, 200, "\"7\"", plugin().encode());

        assertThat(execute("desk")).isZero();

        assertThat(out.toString())
                .contains(
                        "limit   9         set here by ann at 2026-01-31T08:00:00Z  a limit; a whole number; in events")
                .contains("token   (hidden)  file")
                .contains("url               missing")
                .contains("the plugin declares no such option; --reset old takes it away");
        assertThat(node.asked()).hasSize(1);
    }

    @Test
    void sets_and_gives_back_on_what_was_seen() {
        node.on("GET " + PATH, 200, "\"7\"", plugin().encode())
                .on("PUT " + PATH + "/options", 200, "\"8\"", plugin().encode());

        assertThat(execute("desk", "limit=9", "text=a=b", "hosts=x", "hosts=y", "--reset", "url"))
                .isZero();

        assertThat(node.lastAsked().ifMatch()).isEqualTo("\"7\"");
        assertThat(new JsonObject(node.lastAsked().body()))
                .isEqualTo(new JsonObject()
                        .put("limit", "9")
                        .put("text", "a=b")
                        .put("hosts", new JsonArray().add("x").add("y"))
                        .putNull("url"));
        assertThat(out.toString()).startsWith("Plugin desk 1.0.0 is started.");
    }

    @Test
    void reads_secrets_from_standard_input_line_by_line() {
        node.on("GET " + PATH, 200, "\"7\"", plugin().encode())
                .on("PUT " + PATH + "/options", 200, "\"8\"", plugin().encode());
        InputStream before = System.in;
        try {
            System.setIn(new ByteArrayInputStream("hunter2\nhunter3\n".getBytes(StandardCharsets.UTF_8)));
            assertThat(execute("desk", "--ask", "token", "--ask", "other")).isZero();
        } finally {
            System.setIn(before);
        }

        assertThat(new JsonObject(node.lastAsked().body()))
                .isEqualTo(new JsonObject().put("token", "hunter2").put("other", "hunter3"));
        assertThat(out.toString()).doesNotContain("hunter");
    }

    @Test
    void tells_every_problem_of_what_was_given() {
        node.on("GET " + PATH, 200, "\"7\"", plugin().encode())
                .on(
                        "PUT " + PATH + "/options",
                        422,
                        "",
                        "{\"detail\": \"not as declared\", \"errors\": [{\"at\": \"/limit\", \"detail\": \"is 'many'\"}]}");

        assertThat(execute("desk", "limit=many")).isEqualTo(1);
        assertThat(err.toString()).contains("not as declared", "/limit: is 'many'");
    }

    @Test
    void says_what_is_wrong_before_anything_is_asked() {
        assertThat(execute("desk", "limit")).isEqualTo(2);
        assertThat(execute("desk", "limit=9", "--reset", "limit")).isEqualTo(2);

        assertThat(err.toString()).contains("'limit' is no NAME=VALUE", "option 'limit' is both set and reset");
        assertThat(node.asked()).isEmpty();
    }

    @Test
    void config_check_says_which_values_are_set_on_the_node_and_whether_they_fit(@TempDir Path folder)
            throws Exception {
        PluginJar.of("desk").contribute("""
                        add.options(List.of(
                            Option.of("limit", OptionType.INTEGER, 1, "a limit"),
                            Option.optional("token", OptionType.STRING, "a proof").asSecret()));
                        """).write(folder.resolve("plugins"));
        Path file = Files.writeString(folder.resolve("node.yaml"), "plugins: {desk: {options: {limit: 7}}}");
        Path kept = Files.createDirectories(folder.resolve("data/plugins")).resolve("desk.options.json");
        String set = "\"by\": \"ann\", \"at\": \"2026-01-31T08:00:00Z\"";
        Files.writeString(
                kept,
                "{\"version\": 1, \"options\": {\"limit\": {\"value\": 9, " + set
                        + "}, \"token\": {\"value\": \"hunter2\", " + set + "}}}");

        assertThat(check(folder, file)).isZero();
        assertThat(out.toString())
                .contains(
                        "is fine", "plugins.desk.options.limit: is '9' in place of '7' in the file (set here by ann at")
                .contains("plugins.desk.options.token: is (hidden) (set here by ann")
                .doesNotContain("hunter2");

        Files.writeString(kept, "{\"version\": 1, \"options\": {\"limit\": {\"value\": \"many\", " + set + "}}}");
        assertThat(check(folder, file)).isEqualTo(2);
        assertThat(err.toString())
                .contains("plugins.desk.options.limit: is 'many'; expected a whole number (set here by ann");
    }

    private int check(Path folder, Path file) {
        CommandLine command = Main.commandLine();
        command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return command.execute(
                "config",
                "check",
                "--config",
                file.toString(),
                "--plugins",
                folder.resolve("plugins").toString(),
                "--data",
                folder.resolve("data").toString());
    }

    private static JsonObject plugin() {
        return new JsonObject()
                .put("id", "desk")
                .put("version", "1.0.0")
                .put("state", "started")
                .put(
                        "options",
                        new JsonArray()
                                .add(option("limit", "set-here")
                                        .put("value", 9)
                                        .put("unit", "events")
                                        .put("by", "ann")
                                        .put("at", "2026-01-31T08:00:00Z"))
                                .add(option("token", "file").put("secret", true))
                                .add(option("url", "default")
                                        .put("isSet", false)
                                        .put("required", true))
                                .add(option("old", "set-here")
                                        .put("declared", false)
                                        .put("secret", true)));
    }

    private static JsonObject option(String name, String origin) {
        return new JsonObject()
                .put("name", name)
                .put("declared", true)
                .put("expected", "a whole number")
                .put("help", "a " + name)
                .put("required", false)
                .put("secret", false)
                .put("isSet", true)
                .put("origin", origin);
    }

    private int execute(String... args) {
        List<String> line = new ArrayList<>(List.of("plugin", "option"));
        line.addAll(List.of(args));
        line.addAll(List.of("--url", node.url(), "--token", "secret"));
        CommandLine command = Main.commandLine();
        command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return command.execute(line.toArray(String[]::new));
    }
}
