package io.sidetrack.kernel.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidetrack.kernel.config.NodeConfig.PluginConfig;
import io.vertx.core.json.JsonArray;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept of options that people set. */
class PluginOptionsTest {
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

    @TempDir
    private Path folder;

    @Test
    void are_found_again_by_the_next_node_as_they_were_given() throws Exception {
        SetOptions set = SetOptions.NONE.with(
                Map.of(
                        "text",
                        "a",
                        "number",
                        7,
                        "truth",
                        false,
                        "list",
                        SetOptions.given(new JsonArray().add("a").add(1)),
                        "written",
                        SetOptions.given(new BigDecimal("0.10"))),
                "ann",
                NOON);

        options().keep("desk", set);

        GivenOptions found = options().given("desk");
        assertThat(found.set()).isEqualTo(set);
        assertThat(found.set().settings().get("written").value()).isEqualTo("0.10");
        assertThat(found.set().settings().get("list").value()).isEqualTo(List.of("a", 1));
    }

    @Test
    void can_be_read_by_their_owner_alone_and_leave_no_other_file() throws Exception {
        PluginOptions options = options();
        options.keep("desk", SetOptions.NONE.with(Map.of("token", "hunter2"), "ann", NOON));
        options.keep("desk", SetOptions.NONE.with(Map.of("token", "hunter3"), "ann", NOON));

        assertThat(Files.getPosixFilePermissions(kept())).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(kept());
        }
    }

    @Test
    void have_another_version_after_each_change_and_one_that_was_given_back_too() {
        SetOptions first = SetOptions.NONE.with(Map.of("a", 1), "ann", NOON);
        SetOptions second = first.with(Map.of("a", 2), "ann", NOON);
        Map<String, Object> reset = new HashMap<>();
        reset.put("a", null);
        SetOptions third = second.with(reset, "ben", NOON.minusSeconds(60));

        assertThat(first.version()).isPositive();
        assertThat(second.version()).isGreaterThan(first.version());
        assertThat(third.version()).isGreaterThan(second.version());
        assertThat(third.settings()).isEmpty();
    }

    @Test
    void count_in_place_of_the_files_and_others_stay() throws Exception {
        PluginOptions options = options();
        options.keep("desk", SetOptions.NONE.with(Map.of("limit", 9), "ann", NOON));

        GivenOptions given = options.given("desk");

        assertThat(given.told(List.of()))
                .singleElement()
                .hasToString(
                        "plugins.desk.options.limit: is (hidden) in place of (hidden) in the file (set here by ann at"
                                + " 2026-01-31T12:00:00Z; 'sidetrack plugin option desk --reset limit' gives it back to the file)");
        assertThat(given.file()).containsEntry("limit", 7).containsEntry("url", "there");
    }

    @Test
    void that_cannot_be_read_are_told_with_their_file_and_neither_dropped_nor_overwritten() throws Exception {
        for (String damaged : List.of("", "{", "[]", "{}", "{\"version\": 1, \"options\": {\"a\": 1}}")) {
            Files.writeString(kept(), damaged);

            assertThatThrownBy(() -> options().given("desk"))
                    .as(damaged)
                    .isInstanceOf(PluginFailure.class)
                    .hasMessageContainingAll(
                            "cannot be read from", kept().toString(), "put the file right, or delete it");
            assertThat(kept()).hasContent(damaged);
        }
    }

    @Test
    void that_cannot_be_written_stay_as_they_were() throws Exception {
        PluginOptions options = options();
        options.keep("desk", SetOptions.NONE.with(Map.of("limit", 9), "ann", NOON));
        SetOptions before = options.given("desk").set();
        Path away = Files.move(folder, folder.resolveSibling("away"));
        Files.writeString(folder, "a file where the folder was");

        assertThatThrownBy(() -> options.keep("desk", before.with(Map.of("limit", 10), "ann", NOON)))
                .isInstanceOf(IOException.class);

        assertThat(options.given("desk").set()).isEqualTo(before);
        Files.delete(folder);
        Files.move(away, folder);
        assertThat(options().given("desk").set()).isEqualTo(before);
    }

    private PluginOptions options() {
        return new PluginOptions(folder, Map.of("desk", new PluginConfig("desk", Map.of("limit", 7, "url", "there"))));
    }

    private Path kept() {
        return folder.resolve("desk.options.json");
    }
}
