package io.sidetrack.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidetrack.api.config.Option;
import io.sidetrack.api.config.OptionType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OptionTableTest {
    private static final List<Option<?>> DECLARED = List.of(
            Option.required("url", OptionType.STRING, "where it goes"),
            Option.optional("password", OptionType.STRING, "what opens it").asSecret(),
            Option.of("quiet", OptionType.DURATION, Duration.ofHours(36), "how long it is | is not told"),
            Option.of("patience", OptionType.DURATION, Duration.ofMillis(1500), "how long it waits"),
            Option.of("batch", OptionType.INTEGER, 500, "how many at once").inUnit("events"),
            Option.of("buffer", OptionType.SIZE, 64L << 10, "how much it holds"));

    private static final String TABLE = """
            | key | value | default | what it does |
            |---|---|---|---|
            | `url` | a text | required | where it goes |
            | `password` | a text |  | what opens it (secret) |
            | `quiet` | a duration such as 200ms, 30s, 5m, 2h or 7d | `36h` | how long it is \\| is not told |
            | `patience` | a duration such as 200ms, 30s, 5m, 2h or 7d | `1500ms` | how long it waits |
            | `batch` | a whole number (events) | `500` | how many at once |
            | `buffer` | a size such as 512, 64KiB, 16MiB or 2GiB | `64KiB` | how much it holds |
            """;

    @TempDir
    Path folder;

    private Path page;
    private String asked;

    @BeforeEach
    void name() {
        page = folder.resolve("README.md");
        asked = System.clearProperty("sidetrack.docs.write");
    }

    @AfterEach
    void asBefore() {
        System.clearProperty("sidetrack.docs.write");
        if (asked != null) {
            System.setProperty("sidetrack.docs.write", asked);
        }
    }

    @Test
    void an_option_is_a_row_with_what_is_written_for_it_and_its_default() {
        assertThat(OptionTable.of(DECLARED).markdown()).isEqualTo(TABLE);
    }

    @Test
    void a_page_with_the_table_between_its_markers_is_right() throws IOException {
        page(TABLE);

        OptionTable.of(DECLARED).isIn(page);
    }

    @Test
    void a_page_that_says_something_else_is_wrong_and_the_failure_says_how_to_write_it_anew() throws IOException {
        page(TABLE.replace("36h", "24h"));

        assertThatThrownBy(() -> OptionTable.of(DECLARED).isIn(page))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("README.md", "-Dsidetrack.docs.write=true", "36h");
    }

    @Test
    void a_page_without_markers_is_wrong_and_the_failure_names_them() throws IOException {
        Files.writeString(page, TABLE);

        assertThatThrownBy(() -> OptionTable.of(DECLARED).isIn(page))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll(
                        "<!-- options: generated from their declaration -->", "<!-- end of options -->");
    }

    @Test
    void asked_to_write_it_puts_the_table_there_and_leaves_the_rest() throws IOException {
        page("");
        System.setProperty("sidetrack.docs.write", "true");
        OptionTable.of(DECLARED).isIn(page);
        System.clearProperty("sidetrack.docs.write");

        assertThat(page).content().startsWith("# A page\n").contains(TABLE).endsWith("more\n");
        OptionTable.of(DECLARED).isIn(page);
    }

    private void page(String table) throws IOException {
        Files.writeString(
                page,
                "# A page\n\n<!-- options: generated from their declaration -->\n\n" + table
                        + "\n<!-- end of options -->\n\nmore\n");
    }
}
