package io.sidetrack.kernel.plugin.trust;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Why a jar is not loaded: one sentence for a person, whose subject is the jar. */
public final class DistrustException extends Exception {
    private static final long serialVersionUID = 1;
    private static final Pattern UNSEEN = Pattern.compile("\\p{C}");
    private static final int MOST_SHOWN = 200;

    DistrustException(String message) {
        this(message, null);
    }

    DistrustException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** A name from a jar nobody trusts, as a log may have it: one line, and not a long one. */
    static String shown(String name) {
        String seen = UNSEEN.matcher(name).replaceAll("?");
        return seen.length() <= MOST_SHOWN ? seen : seen.substring(0, MOST_SHOWN) + "…";
    }
}
