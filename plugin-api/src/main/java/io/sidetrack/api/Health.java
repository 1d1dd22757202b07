package io.sidetrack.api;

/**
 * How a plugin is, as it sees itself.
 *
 * @param detail one line for a person: what is wrong, and what to do; may be empty
 */
public record Health(Status status, String detail) {

    public enum Status {
        /** The plugin does not say. */
        UNKNOWN,
        UP,
        DOWN
    }

    public static Health unknown() {
        return new Health(Status.UNKNOWN, "");
    }

    public static Health up(String detail) {
        return new Health(Status.UP, detail);
    }

    public static Health down(String detail) {
        return new Health(Status.DOWN, detail);
    }
}
