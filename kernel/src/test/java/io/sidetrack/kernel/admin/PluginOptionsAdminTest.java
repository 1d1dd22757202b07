package io.sidetrack.kernel.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidetrack.api.config.Option;
import io.sidetrack.api.config.OptionType;
import io.sidetrack.kernel.plugin.PluginDetail.OptionState;
import io.sidetrack.kernel.plugin.PluginDetail.Origin;
import io.sidetrack.kernel.plugin.PluginException;
import io.sidetrack.kernel.plugin.PluginException.Reason;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** One plugin over REST, and its options. */
class PluginOptionsAdminTest extends AdminFixture {
    private enum Mode {
        AT_ONCE,
        NOT_YET
    }

    @Nested
    class A_plugin {
        @Test
        void is_shown_with_its_versions_what_uses_it_and_its_threads() throws Exception {
            Answer answer = get("/api/v1/plugins/trading").isOk();

            assertThat(answer.header("ETag")).isEqualTo("\"7\"");
            assertThat(answer.json().getString("id")).isEqualTo("trading");
            assertThat(answer.json().getJsonObject("inFolder").getString("version"))
                    .isEqualTo("1.1");
            assertThat(answer.json().getValue("before")).isNull();
            assertThat(answer.json().getJsonArray("replaced")).containsExactly("trading");
            assertThat(answer.json().getJsonArray("uses").getJsonObject(0).getString("subscription"))
                    .isEqualTo("place-trade");
            assertThat(answer.json().getInteger("threads")).isEqualTo(12);
            assertThat(answer.json().getInteger("loopsReplaced")).isEqualTo(1);
            assertThat(answer.json().getJsonArray("held"))
                    .containsExactly(new JsonObject("{\"version\": \"0.9\", \"sha256\": \"22ff\","
                            + " \"since\": \"2026-11-29T07:00:00Z\","
                            + " \"holders\": [\"thread 'poller', whose context class loader it is\"]}"));
            assertThat(answer.json().getJsonObject("health"))
                    .isEqualTo(new JsonObject("{\"status\": \"down\", \"detail\": \"its line is cut\"}"));
        }

        @Test
        void that_nobody_knows_is_a_problem() throws Exception {
            get("/api/v1/plugins/none").isProblem(404, "unknown-plugin", "There is no plugin 'none'");
            put("none", "{\"a\": 1}", null).isProblem(404, "unknown-plugin");
        }
    }

    @Nested
    class Its_options {
        @Test
        void are_shown_as_the_file_would_have_them_with_where_they_come_from() throws Exception {
            node.options = List.of(
                    state(
                            Option.of("wait", OptionType.DURATION, Duration.ofSeconds(90), "how long"),
                            null,
                            Origin.DEFAULT),
                    state(
                            Option.of("room", OptionType.SIZE, 65_536L, "how much")
                                    .inUnit("bytes"),
                            "1MiB",
                            Origin.FILE),
                    state(Option.of("mode", OptionType.oneOf(Mode.class), Mode.NOT_YET, "when"), null, Origin.DEFAULT),
                    state(Option.of("many", OptionType.LONG, 5L, "how many"), 6, Origin.SET_HERE),
                    state(Option.of("on", OptionType.BOOLEAN, true, "whether"), null, Origin.DEFAULT),
                    state(Option.optional("hosts", OptionType.STRINGS, "where"), List.of("a", "b"), Origin.FILE),
                    state(Option.required("url", OptionType.STRING, "whereto"), null, Origin.DEFAULT));

            JsonArray options = get("/api/v1/plugins/trading").isOk().json().getJsonArray("options");

            assertThat(options.stream().map(each -> (JsonObject) each))
                    .extracting(each -> each.getString("name") + " " + each.getValue("default") + " "
                            + each.getValue("value") + " " + each.getBoolean("isSet") + " " + each.getString("origin"))
                    .containsExactly(
                            "wait 90s 90s true default",
                            "room 64KiB 1MiB true file",
                            "mode not-yet not-yet true default",
                            "many 5 6 true set-here",
                            "on true true true default",
                            "hosts null [\"a\",\"b\"] true file",
                            "url null null false default");
            assertThat(options.getJsonObject(2).getJsonArray("choices")).containsExactly("at-once", "not-yet");
            assertThat(options.getJsonObject(1).getString("unit")).isEqualTo("bytes");
            assertThat(options.getJsonObject(3).getString("by")).isEqualTo("ann");
            assertThat(options.getJsonObject(3).getString("at")).isEqualTo("2026-01-31T08:00:00Z");
            assertThat(options.getJsonObject(6).getBoolean("required")).isTrue();
        }

        @Test
        void that_are_secret_or_unknown_tell_no_value() throws Exception {
            node.options = List.of(
                    state(
                            Option.of("token", OptionType.STRING, "hunter1", "what proves it")
                                    .asSecret(),
                            "hunter2",
                            Origin.FILE),
                    new OptionState("old", null, "hunter3", Origin.SET_HERE, "ann", Instant.EPOCH, false));

            Answer answer = get("/api/v1/plugins/trading").isOk();

            assertThat(answer.response().body()).doesNotContain("hunter");
            assertThat(answer.json().getJsonArray("options").stream().map(each -> (JsonObject) each))
                    .allMatch(each -> each.getBoolean("isSet") && each.getBoolean("secret"))
                    .extracting(each -> each.getBoolean("declared"))
                    .containsExactly(true, false);
        }

        @Test
        void are_set_on_the_version_that_was_seen() throws Exception {
            Answer answer =
                    put("trading", "{\"limit\": 9, \"url\": null}", "\"7\"").isOk();

            assertThat(answer.json().getString("id")).isEqualTo("trading");
            assertThat(answer.header("ETag")).isEqualTo("\"7\"");
            assertThat(node.steered).containsExactly("set {limit=9, url=null} seen 7 of trading by admin");
        }

        @Test
        void are_not_set_without_it() throws Exception {
            put("trading", "{\"limit\": 9}", null).isProblem(428, "version-required", "now \"7\"");
            put("trading", "{\"limit\": 9}", "seven").isProblem(400, "invalid-request", "If-Match is 'seven'");
            put("trading", "{}", "\"7\"").isProblem(400, "invalid-request");
            put("trading", "{\"limit\": {\"a\": 1}}", "\"7\"").isProblem(400, "invalid-request");
            assertThat(node.steered).isEmpty();
        }

        @Test
        void that_are_refused_are_a_problem_that_says_why() throws Exception {
            node.refusal = new PluginException(Reason.OPTIONS, "the options are not as declared");
            put("trading", "{\"limit\": 9}", "\"7\"").isProblem(422, "invalid-options", "not as declared");
            node.refusal = new PluginException(Reason.VERSION, "somebody has set options meanwhile");
            put("trading", "{\"limit\": 9}", "\"7\"").isProblem(412, "other-version", "meanwhile");
        }

        private OptionState state(Option<?> option, Object given, Origin origin) {
            boolean here = origin == Origin.SET_HERE;
            return new OptionState(
                    option.name(),
                    option,
                    given,
                    origin,
                    here ? "ann" : null,
                    here ? Instant.parse("2026-01-31T08:00:00Z") : null,
                    origin == Origin.FILE);
        }
    }

    private Answer put(String id, String body, String ifMatch) throws Exception {
        var request = request("/api/v1/plugins/" + id + "/options")
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(body));
        return send(ifMatch == null ? request : request.header("If-Match", ifMatch));
    }
}
