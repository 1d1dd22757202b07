package io.sidetrack.kernel.cli;

import java.util.ArrayList;
import java.util.List;

/** Aligned plain text for people. What comes from events is shown as text and cannot steer the terminal. */
final class Text {
    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();

    private Text() {}

    static Text table(String... heading) {
        return new Text().row(heading);
    }

    /** A table without a heading. */
    static Text rows() {
        return new Text();
    }

    Text row(String... cells) {
        rows.add(List.of(cells).stream().map(Text::line).toList());
        return this;
    }

    /** The lines, each column as wide as its widest cell and the last one as it is. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                line.append(row.get(column));
                if (column < row.size() - 1) {
                    line.append(" ".repeat(width(column) - row.get(column).length()))
                            .append(GAP);
                }
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    private int width(int column) {
        return rows.stream()
                .filter(row -> column < row.size() - 1)
                .mapToInt(row -> row.get(column).length())
                .max()
                .orElse(0);
    }

    /** At most {@code length} characters. */
    static String shortened(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length - 1) + "…";
    }

    /** On one line: control characters, which could steer a terminal, become blanks. */
    static String line(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints().forEach(c -> safe.appendCodePoint(Character.isISOControl(c) ? ' ' : c));
        return safe.toString();
    }

    /** Over several lines: line ends and tabs stay, other control characters become blanks. */
    static String block(String text, String indent) {
        StringBuilder safe = new StringBuilder(text.length());
        text.lines()
                .forEach(part -> safe.append(indent)
                        .append(line(part.replace("\t", "    ")))
                        .append('\n'));
        return safe.toString();
    }

    static String counted(long count, String one, String many) {
        return String.format(java.util.Locale.ROOT, "%,d %s", count, count == 1 ? one : many);
    }
}
