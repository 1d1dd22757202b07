package io.sidetrack.kernel.access;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What a caller may do. Each role may do what the ones before it may. */
public enum Role {
    /** Looks. */
    VIEWER,
    /** Publishes, decides, pauses and resumes. */
    OPERATOR,
    /** Changes the node itself and who may act on it. */
    ADMIN;

    public boolean permits(Role needed) {
        return compareTo(needed) >= 0;
    }

    /** As it is written everywhere: lower case. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The role that is written so; empty for none. */
    public static Optional<Role> of(String text) {
        return Stream.of(values()).filter(role -> role.text().equals(text)).findFirst();
    }
}
