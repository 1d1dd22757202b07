package io.sidetrack.kernel.config;

/**
 * One thing that is wrong with the configuration.
 *
 * @param path where it stands, such as {@code subscriptions.place-trade.timeout}; empty for the file as a whole
 * @param line the line in the file, or 0 where that is not known
 * @param message the value found and what was expected
 */
public record Problem(String path, int line, String message) {

    @Override
    public String toString() {
        return (line > 0 ? "line " + line + ": " : "") + (path.isEmpty() ? "" : path + ": ") + message;
    }
}
