package io.sidetrack.kernel.plugin;

import io.sidetrack.api.Health;
import io.sidetrack.kernel.plugin.Components.PluginInfo;
import io.sidetrack.kernel.plugin.PluginDetail.Version;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells all that is known of single plugins, as of one moment. Blocks while it reads jars and asks plugins how they are. */
final class PluginDetails {
    private final Roster roster;
    private final List<Candidate> dropped;
    private final PluginNotes notes;
    private final PluginSettings settings;
    private final PluginOptions options;
    private final Unloading unloading;

    PluginDetails(
            Roster roster,
            List<Candidate> dropped,
            PluginNotes notes,
            PluginSettings settings,
            PluginOptions options,
            Unloading unloading) {
        this.roster = roster;
        this.dropped = dropped;
        this.notes = notes;
        this.settings = settings;
        this.options = options;
        this.unloading = unloading;
    }

    /** Empty where nothing of that id was found. */
    Optional<PluginDetail> of(String id) {
        Member member = roster.member(id);
        return member != null
                ? Optional.of(of(member))
                : roster.refused().stream()
                        .filter(info -> info.id().equals(id))
                        .findFirst()
                        .map(PluginDetails::none);
    }

    private PluginDetail of(Member member) {
        String id = member.id();
        GivenOptions given = given(id);
        StartedPlugin started = member.started();
        return new PluginDetail(
                member.info(),
                dropped.stream()
                        .filter(candidate -> candidate.id().equals(id))
                        .findFirst()
                        .map(PluginDetails::version)
                        .orElse(null),
                before(member),
                given.set().version(),
                given.states(member.declared()),
                roster.startedWith(id).stream().map(Member::info).toList(),
                started == null ? 0 : started.liveThreads(),
                started == null ? 0 : started.loopsReplaced(),
                started == null ? Health.unknown() : started.health(),
                unloading.held(id));
    }

    /** A file that is no plugin. */
    private static PluginDetail none(PluginInfo info) {
        return new PluginDetail(info, null, null, 0, List.of(), List.of(), 0, 0, Health.unknown(), List.of());
    }

    /** Options that cannot be read are a problem of the plugin, which says so. */
    private GivenOptions given(String id) {
        try {
            return options.given(id);
        } catch (PluginFailure e) {
            return options.fromFile(id);
        }
    }

    private @Nullable Version before(Member member) {
        String sha256 = notes.before(member.id());
        PrivateCopy copy = sha256 == null
                ? null
                : PrivateCopy.kept(member.candidate().copy().name(), settings.privateFolder(), sha256);
        try {
            return copy == null ? null : version(Candidate.of(copy));
        } catch (PluginFailure e) {
            return null;
        }
    }

    private static Version version(Candidate candidate) {
        return new Version(candidate.version(), candidate.copy().sha256());
    }
}
