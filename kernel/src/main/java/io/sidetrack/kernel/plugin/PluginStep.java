package io.sidetrack.kernel.plugin;

import org.jspecify.annotations.Nullable;

/** One thing that is to happen to one plugin, and is not done yet. Immutable. */
public final class PluginStep {

    /** What happens to the plugin, as audit and events call it. */
    public enum Kind {
        STARTED,
        REPLACED,
        RELOADED,
        STOPPED,
        REMOVED
    }

    private final Kind kind;
    private final String id;
    private final String from;
    private final @Nullable Candidate candidate;

    PluginStep(Kind kind, String id, String from, @Nullable Candidate candidate) {
        this.kind = kind;
        this.id = id;
        this.from = from;
        this.candidate = candidate;
    }

    public Kind kind() {
        return kind;
    }

    /** The plugin's id. */
    public String id() {
        return id;
    }

    /** The version that runs before it; empty where none does. */
    public String from() {
        return from;
    }

    /** The version that is to run after it; empty where none is. */
    public String to() {
        return candidate == null ? "" : candidate.descriptor().getVersion();
    }

    /** The jar's digest; empty where nothing is to run after it. */
    public String sha256() {
        return candidate == null ? "" : candidate.copy().sha256();
    }

    /** The jar's name in the drop folder; empty where nothing is to run after it. */
    public String jar() {
        return candidate == null ? "" : candidate.copy().name();
    }

    @Nullable
    Candidate candidate() {
        return candidate;
    }

    @Override
    public String toString() {
        return kind + " " + id + " " + from + " → " + to();
    }
}
