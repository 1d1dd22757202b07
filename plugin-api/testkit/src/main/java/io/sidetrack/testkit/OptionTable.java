package io.sidetrack.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidetrack.api.config.Option;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The reference of declared options as a table in Markdown, and the assertion that a page holds it, so that no page says anything
 * else than the code does.
 *
 * <pre>{@code
 * @Test
 * void the_page_says_what_the_adapter_declares() {
 *   OptionTable.of(KafkaOptions.ALL).isIn(Path.of("README.md"));
 * }
 * }</pre>
 */
public final class OptionTable {
    private static final String BEGIN = "<!-- options: generated from their declaration -->\n";
    private static final String END = "<!-- end of options -->";
    private static final String WRITE = "sidetrack.docs.write";

    private final List<Option<?>> options;

    private OptionTable(List<Option<?>> options) {
        this.options = List.copyOf(options);
    }

    public static OptionTable of(List<Option<?>> options) {
        return new OptionTable(options);
    }

    /** One row for each option in the order of the declaration; ends with a line break. */
    public String markdown() {
        StringBuilder table = new StringBuilder("| key | value | default | what it does |\n|---|---|---|---|\n");
        for (Option<?> option : options) {
            String unit = option.unit() == null ? "" : " (" + option.unit() + ")";
            String secret = option.secret() ? " (secret)" : "";
            row(
                    table,
                    "`" + option.name() + "`",
                    option.type().expected() + unit,
                    option.required() ? "required" : defaultOf(option),
                    option.help() + secret);
        }
        return table.toString();
    }

    /**
     * Fails where the page does not hold this table between its two markers; with {@code -Dsidetrack.docs.write=true} the table
     * is written there first.
     */
    public void isIn(Path page) {
        String text = read(page);
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        assertThat(begin >= 0 && end > begin)
                .as("%s has no place for its options; put these two lines there:%n%s%s", page, BEGIN, END)
                .isTrue();
        String written = text.substring(begin + BEGIN.length(), end).strip();
        if (Boolean.getBoolean(WRITE) && !written.equals(markdown().strip())) {
            written = markdown().strip();
            write(page, text.substring(0, begin) + BEGIN + "\n" + written + "\n\n" + text.substring(end));
        }
        assertThat(written)
                .as("the options in %s; write them anew: run this test with -D%s=true", page.toAbsolutePath(), WRITE)
                .isEqualTo(markdown().strip());
    }

    private static void row(StringBuilder table, String... cells) {
        for (String cell : cells) {
            table.append("| ").append(cell.replace("|", "\\|")).append(' ');
        }
        table.append("|\n");
    }

    private static String defaultOf(Option<?> option) {
        String shown = option.writtenDefault();
        return shown.isEmpty() ? "" : "`" + shown + "`";
    }

    private static String read(Path page) {
        try {
            return Files.readString(page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path page, String text) {
        try {
            Files.writeString(page, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
