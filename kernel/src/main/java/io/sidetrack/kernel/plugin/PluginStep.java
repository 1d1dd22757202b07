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
        REMOVED,
        /** The node has stopped it for what it did, until somebody starts it or puts another jar in its place. */
        QUARANTINED,
        /** It goes on with other options, in the version that ran or in another one; one that is stopped stays so. */
        CONFIGURED
    }

    private final Kind kind;
    private final String id;
    private final String from;
    private final @Nullable Candidate candidate;
    private final @Nullable OptionsChange options;
    private final boolean goesBack;
    private final String reason;

    PluginStep(Kind kind, String id, String from, @Nullable Candidate candidate) {
        this(kind, id, from, candidate, null, false, "");
    }

    /** @param reason what it did */
    static PluginStep quarantine(String id, String from, String reason) {
        return new PluginStep(Kind.QUARANTINED, id, from, null, null, false, reason);
    }

    PluginStep(Kind kind, String id, String from, @Nullable Candidate candidate, @Nullable OptionsChange options) {
        this(kind, id, from, candidate, options, false, "");
    }

    private PluginStep(
            Kind kind,
            String id,
            String from,
            @Nullable Candidate candidate,
            @Nullable OptionsChange options,
            boolean goesBack,
            String reason) {
        this.kind = kind;
        this.id = id;
        this.from = from;
        this.candidate = candidate;
        this.options = options;
        this.goesBack = goesBack;
        this.reason = reason;
    }

    /** A person wants what ran before, whatever its version. */
    static PluginStep back(Kind kind, String id, String from, Candidate candidate) {
        return new PluginStep(kind, id, from, candidate, null, true, "");
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

    /** The options that it sets; {@code null} where it leaves them as they are. */
    public @Nullable OptionsChange options() {
        return options;
    }

    boolean goesBack() {
        return goesBack;
    }

    /** Why the node does it; empty where people or the folder ask for it. */
    public String reason() {
        return reason;
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
