package io.sidetrack.kernel.plugin;

import io.sidetrack.kernel.plugin.PluginException.Reason;
import io.sidetrack.kernel.plugin.PluginStep.Kind;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The steps that people ask for, as of one moment. Each fails with a {@link PluginException} where it makes no sense then; nothing has
 * happened before the step is prepared.
 */
public final class AskedSteps {
    private final Roster roster;
    private final List<Candidate> dropped;
    private final PluginNotes notes;
    private final PluginSettings settings;
    private final PluginOptions options;

    AskedSteps(
            Roster roster, List<Candidate> dropped, PluginNotes notes, PluginSettings settings, PluginOptions options) {
        this.roster = roster;
        this.dropped = dropped;
        this.notes = notes;
        this.settings = settings;
        this.options = options;
    }

    /** Starts what was stopped, or tries again what has failed, with the jar that lies in the folder now. */
    public PluginStep start(String id) {
        Member member = member(id);
        if (member.isStarted()) {
            throw state("plugin '" + id + "' runs already; reload it to start it anew");
        }
        return new PluginStep(Kind.STARTED, id, "", inFolder(id, member));
    }

    /** Stops what runs, until somebody starts it, through restarts too. */
    public PluginStep stop(String id) {
        Member member = member(id);
        if (member.isStopped()) {
            throw state("plugin '" + id + "' is stopped already");
        }
        return new PluginStep(Kind.STOPPED, id, member.runningVersion(), null);
    }

    /**
     * Stops what runs for what it did, until somebody starts it or puts another jar in its place.
     *
     * @param sha256 the jar that did it
     * @param reason what it did: a sentence about it, such as {@code it has started 600 threads}
     */
    public PluginStep quarantine(String id, String sha256, String reason) {
        Member member = running(id, "so nothing is left to do");
        if (!member.candidate().copy().sha256().equals(sha256)) {
            throw state("plugin '" + id + "' runs in another jar by now");
        }
        return PluginStep.quarantine(id, member.runningVersion(), reason);
    }

    /** Starts it anew beside itself, with the jar that lies in the folder now, also where that was refused before. */
    public PluginStep reload(String id) {
        Member member = running(id, "start it");
        Candidate candidate = inFolder(id, member);
        boolean same = member.isOf(candidate);
        return new PluginStep(same ? Kind.RELOADED : Kind.REPLACED, id, member.runningVersion(), candidate);
    }

    /** Goes back to what ran before the jar that runs now, which lies in the folder afterwards. */
    public PluginStep rollBack(String id) {
        Member member = member(id);
        if (!member.isQuarantined()) {
            running(id, "put the jar that you want into the folder");
        }
        String sha256 = notes.before(id);
        String name = member.candidate().copy().name();
        PrivateCopy copy = sha256 == null ? null : PrivateCopy.kept(name, settings.privateFolder(), sha256);
        if (copy == null) {
            throw state("nothing ran before version " + member.candidate().version() + " of plugin '" + id
                    + "' that the node has kept; put the jar that you want into the folder");
        }
        try {
            Kind kind = member.isStarted() ? Kind.REPLACED : Kind.STARTED;
            return PluginStep.back(kind, id, member.runningVersion(), Candidate.of(copy));
        } catch (PluginFailure e) {
            throw new PluginException(Reason.REFUSED, "what ran before " + e.getMessage(), e);
        }
    }

    /** Stops it and takes its jar out of the folder. */
    public PluginStep remove(String id) {
        return new PluginStep(Kind.REMOVED, id, member(id).runningVersion(), null);
    }

    /**
     * Puts a jar into the folder, in place of the one of its id where there is one. Blocks.
     *
     * @param jar stays where it is
     */
    public PluginStep install(Path jar) {
        try {
            Candidate candidate = Candidate.read(jar, settings.privateFolder());
            String id = candidate.id();
            Member member = roster.member(id);
            Candidate named = candidate.named(
                    member == null ? id + ".jar" : member.candidate().copy().name());
            if (member == null || !member.isStarted()) {
                return new PluginStep(Kind.STARTED, id, "", named);
            }
            boolean same = member.isOf(named);
            return new PluginStep(same ? Kind.RELOADED : Kind.REPLACED, id, member.runningVersion(), named);
        } catch (PluginFailure e) {
            throw new PluginException(Reason.REFUSED, "the jar " + e.getMessage(), e);
        }
    }

    /** Sets options, see {@link AskedOptions#step}. */
    public PluginStep configure(String id, long seen, Map<String, @Nullable Object> changes, String by) {
        Member member = member(id);
        return new AskedOptions(options).step(member, inFolder(id, member), seen, changes, by);
    }

    private Candidate inFolder(String id, Member member) {
        return dropped.stream()
                .filter(candidate -> candidate.id().equals(id))
                .findFirst()
                .orElse(member.candidate());
    }

    private Member running(String id, String instead) {
        Member member = member(id);
        if (!member.isStarted()) {
            throw state("plugin '" + id + "' is " + member.state() + "; " + instead);
        }
        return member;
    }

    private Member member(String id) {
        @Nullable Member member = roster.member(id);
        if (member == null) {
            throw new PluginException(
                    Reason.UNKNOWN, "there is no plugin '" + id + "'; GET /api/v1/plugins lists them");
        }
        return member;
    }

    private static PluginException state(String message) {
        return new PluginException(Reason.STATE, message);
    }
}
