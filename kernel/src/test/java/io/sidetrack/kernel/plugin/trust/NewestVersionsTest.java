package io.sidetrack.kernel.plugin.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewestVersionsTest {
    @TempDir
    private Path folder;

    @Test
    void an_older_version_is_objected_to_after_a_restart_too() throws Exception {
        open(true).ran(Map.of("desk", "2", "other", "7"));

        NewestVersions versions = open(true);
        assertThat(versions.objection("desk", "1"))
                .contains("is version 1, older than version 2 that ran here", "roll the plugin back");
        assertThat(versions.objection("desk", "2")).isNull();
        assertThat(versions.objection("desk", "3")).isNull();
        assertThat(versions.objection("unknown", "1")).isNull();
    }

    @Test
    void what_a_person_goes_back_to_is_the_newest_from_then_on() throws Exception {
        NewestVersions versions = open(true);
        versions.ran(Map.of("desk", "3"));
        versions.ran(Map.of("desk", "2"));

        assertThat(versions.objection("desk", "2")).isNull();
        assertThat(open(true).objection("desk", "1")).contains("older than version 2");
    }

    @Test
    void nothing_is_objected_to_where_any_jar_may_run_and_what_ran_is_known_all_the_same() throws Exception {
        NewestVersions versions = open(false);
        versions.ran(Map.of("desk", "2"));

        assertThat(versions.objection("desk", "1")).isNull();
        assertThat(open(true).objection("desk", "1")).isNotNull();
    }

    @Test
    void what_cannot_be_read_is_neither_guessed_nor_written_over() throws Exception {
        Path file = Files.writeString(folder.resolve("newest.properties"), "desk=\\u12");
        NewestVersions versions = open(true);

        assertThat(versions.objection("desk", "9"))
                .contains("the versions that ran before cannot be read from " + file, "put the file right");
        assertThatThrownBy(() -> versions.ran(Map.of("desk", "9"))).isInstanceOf(IOException.class);
        assertThat(file).hasContent("desk=\\u12");
    }

    @Test
    void no_half_a_file_is_left() throws Exception {
        open(true).ran(Map.of("desk", "2"));

        assertThat(folder).isDirectoryContaining("glob:**/newest.properties").isDirectoryNotContaining("glob:**.tmp");
    }

    private NewestVersions open(boolean held) {
        return NewestVersions.read(folder, Comparator.naturalOrder(), held);
    }
}
