package io.sidetrack.kernel.plugin;

import io.sidetrack.api.config.Option;
import io.sidetrack.kernel.config.NodeConfig.PluginConfig;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.pf4j.PluginDependency;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The plugins of a folder.
 *
 * <p><b>Life.</b> {@link #open} copies, loads and starts them one by one, each after those it depends on. From then on
 * {@link #pending} tells what the folder asks for, and {@link #prepare} does it beside what runs: one step at a time.
 * {@link #close} stops them in the reverse order of their start. A plugin that fails is shown as failed with its problem, and
 * costs nobody but those that need it.
 *
 * <p><b>Threading.</b> {@link #open}, {@link #inspect}, {@link #pending}, {@link #prepare} and {@link #close} block: never call
 * them on an event loop. Steps are prepared by one thread. All else is thread-safe.
 */
public final class PluginSet implements Components, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PluginSet.class);

    private final PluginSettings settings;
    private final DropFolder folder;
    private final @Nullable Path temporary;
    private volatile Roster roster = Roster.EMPTY;
    private volatile boolean closed;

    private PluginSet(PluginSettings settings, @Nullable Path temporary) {
        this.settings = settings;
        this.folder = new DropFolder(settings.dropFolder(), settings.privateFolder());
        this.temporary = temporary;
    }

    /** Starts the plugins of a folder; a folder that is missing holds none. Never fails: {@link #plugins()} tells. */
    public static PluginSet open(PluginSettings settings) {
        PluginSet set = new PluginSet(settings, null);
        set.bringUpAll();
        return set;
    }

    /**
     * Loads plugins without starting them, to check a configuration beside a node that runs: their names and options are known,
     * and no component can be had. The private folder is not touched; copies are temporary.
     */
    public static PluginSet inspect(PluginSettings settings) {
        try {
            Path folder = Files.createTempDirectory("sidetrack-plugins-");
            PluginSet set = new PluginSet(settings.copyingTo(folder), folder);
            set.bringUpAll();
            return set;
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary folder for copies of plugins", e);
        }
    }

    /**
     * Looks into the folder and answers what must happen next so that what runs is what lies there; empty where nothing must. A jar
     * that came or changed counts when two looks have found it the same; one that was refused is not asked for again until it, or a
     * plugin it needs, is another one.
     */
    public Optional<PluginStep> pending() {
        Roster now = roster;
        DropFolder.Content content = folder.look(now::jar);
        now = forgetting(now.refusing(content.refused()), content.candidates());
        roster = now;
        for (Member member : now.members().values()) {
            boolean there = content.candidates().stream()
                    .anyMatch(candidate -> candidate.id().equals(member.id()));
            if (!there) {
                return Optional.of(new PluginStep(PluginStep.Kind.REMOVED, member.id(), version(member), null));
            }
        }
        return new StartOrder(content.candidates(), settings.systemVersion())
                .order().stream()
                        .map(candidate -> wanted(roster, candidate))
                        .flatMap(Optional::stream)
                        .findFirst();
    }

    private static Optional<PluginStep> wanted(Roster now, Candidate candidate) {
        Member member = now.member(candidate.id());
        if (member == null) {
            return Optional.of(new PluginStep(PluginStep.Kind.STARTED, candidate.id(), "", candidate));
        }
        String sha256 = candidate.copy().sha256();
        boolean same = sha256.equals(member.candidate().copy().sha256());
        Member.Refusal refusal = member.refusal();
        Map<String, String> against = now.against(candidate);
        if (same
                ? against.equals(member.against())
                : refusal != null && sha256.equals(refusal.sha256()) && against.equals(refusal.against())) {
            return Optional.empty();
        }
        return Optional.of(new PluginStep(
                !member.isStarted()
                        ? PluginStep.Kind.STARTED
                        : same ? PluginStep.Kind.RELOADED : PluginStep.Kind.REPLACED,
                candidate.id(),
                version(member),
                candidate));
    }

    /** What was refused and does not lie there any more is forgotten. */
    private static Roster forgetting(Roster now, List<Candidate> candidates) {
        Roster next = now;
        for (Member member : now.members().values()) {
            Member.Refusal refusal = member.refusal();
            if (refusal != null
                    && candidates.stream()
                            .noneMatch(candidate -> candidate.copy().sha256().equals(refusal.sha256()))) {
                next = next.where(member.refusing(null));
            }
        }
        return next;
    }

    private static String version(Member member) {
        return member.isStarted() ? member.candidate().descriptor().getVersion() : "";
    }

    /**
     * Loads and starts what a step asks for beside what runs, with all plugins that need it. Fails, with nothing changed and
     * nothing left behind, where one of them does not start; whoever needs a plugin that goes is left out and shown as failed.
     */
    public synchronized PluginChange prepare(PluginStep step) throws PluginFailure {
        if (closed) {
            throw new PluginFailure("the node is stopping");
        }
        Roster before = roster;
        List<Member> leaving = before.startedWith(step.id());
        List<Candidate> coming = new ArrayList<>();
        if (step.candidate() != null) {
            coming.add(step.candidate());
        }
        leaving.stream()
                .map(Member::candidate)
                .filter(candidate -> !candidate.id().equals(step.id()))
                .forEach(coming::add);
        Roster after = before.without(leaving.stream().map(Member::id).toList()).without(List.of(step.id()));
        List<Candidate> all = new ArrayList<>(coming);
        after.members().values().forEach(member -> all.add(member.candidate()));
        StartOrder order = new StartOrder(all, settings.systemVersion());
        for (Candidate candidate : coming) {
            Member member = bringUp(candidate, after, order.problems().get(candidate.id()));
            if (member.problem() != null && step.candidate() != null) {
                new PluginChange(this, step, before, after).undo();
                throw new PluginFailure(
                        candidate == step.candidate()
                                ? member.problem()
                                : "plugin '" + member.id() + "', which needs it, does not start with it: "
                                        + member.problem());
            }
            after = after.with(member);
        }
        return new PluginChange(this, step, before, after);
    }

    /** A step that was not done: the plugin goes on as it was, or is failed where it did not run. It is not asked for again. */
    public synchronized void refuse(PluginStep step, String problem) {
        Candidate candidate = step.candidate();
        if (candidate == null) {
            return;
        }
        Member member = roster.member(step.id());
        if (member != null && member.isStarted()) {
            LOG.error(
                    "plugin {}: {} does not replace version {}, which goes on: {}",
                    step.id(),
                    step.jar(),
                    step.from(),
                    problem);
            roster = roster.where(
                    member.refusing(new Member.Refusal(step.sha256(), roster.against(candidate), problem)));
        } else {
            stand(roster.with(failed(candidate, new ContributionList(), roster, problem)));
        }
    }

    void stand(Roster next) {
        roster = next.refusing(roster.refused());
    }

    void stop(List<Member> members) {
        for (Member member : members) {
            if (member.started() != null) {
                member.started().stop(settings.stopDeadline());
            }
        }
    }

    @Override
    public Optional<ProcessorComponent> processor(String reference) {
        return closed ? Optional.empty() : roster.processor(reference);
    }

    @Override
    public Optional<HandlerComponent> errorHandler(String reference) {
        return closed ? Optional.empty() : roster.errorHandler(reference);
    }

    @Override
    public Optional<AdapterComponent> brokerAdapter(String name) {
        return closed ? Optional.empty() : roster.brokerAdapter(name);
    }

    @Override
    public boolean replaceLoops(String pluginId, Vertx stuck) {
        return !closed && roster.replaceLoops(pluginId, stuck);
    }

    @Override
    public Optional<List<Option<?>>> pluginOptions(String id) {
        return roster.pluginOptions(id);
    }

    @Override
    public Optional<List<Option<?>>> adapterOptions(String name) {
        return roster.adapterOptions(name);
    }

    @Override
    public List<PluginInfo> plugins() {
        return roster.plugins();
    }

    /** Stops what was started, the last first, each step with a deadline; never fails. A second call does nothing. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        List<Member> last = new ArrayList<>(roster.members().values());
        Collections.reverse(last);
        stop(last);
        for (Member member : last) {
            if (temporary != null && member.loaded() != null) {
                member.loaded().close();
            }
            if (member.isStarted()) {
                roster = roster.where(member.stopped());
            }
        }
        if (temporary != null) {
            delete(temporary);
        }
    }

    Path folderOfCopies() {
        return settings.privateFolder();
    }

    private void bringUpAll() {
        DropFolder.Content content = folder.look(id -> null);
        content.refused().forEach(info -> complain(info.id(), info.jar(), info.problem()));
        Roster up = roster.refusing(content.refused());
        StartOrder order = new StartOrder(content.candidates(), settings.systemVersion());
        for (Candidate candidate : order.order()) {
            up = up.with(bringUp(candidate, up, order.problems().get(candidate.id())));
        }
        roster = up;
    }

    /** Loads and starts a plugin on top of a roster; whatever goes wrong is its problem, and nothing of it is left. */
    private Member bringUp(Candidate candidate, Roster below, @Nullable String problem) {
        ContributionList contributions = new ContributionList();
        try {
            if (problem != null) {
                throw new PluginFailure(problem);
            }
            return temporary == null ? start(candidate, below, contributions) : load(candidate, below, contributions);
        } catch (PluginFailure e) {
            return failed(candidate, contributions, below, String.valueOf(e.getMessage()));
        }
    }

    private Member start(Candidate candidate, Roster below, ContributionList contributions) throws PluginFailure {
        PluginThreads threads = PluginThreads.open(candidate.id()); // before any of its code is loaded
        LoadedPlugin plugin = null;
        try {
            Member loaded = load(candidate, below, contributions);
            plugin = loaded.loaded();
            StartedPlugin started = StartedPlugin.start(java.util.Objects.requireNonNull(plugin), threads, settings);
            LOG.info(
                    "plugin {} {} started from {}",
                    candidate.id(),
                    candidate.descriptor().getVersion(),
                    candidate.copy().name());
            return new Member(candidate, contributions, plugin, started, "started", null, loaded.against(), null);
        } catch (PluginFailure e) {
            threads.close(settings.stopDeadline());
            if (plugin != null) {
                plugin.close();
            }
            throw e;
        }
    }

    private Member load(Candidate candidate, Roster below, ContributionList contributions) throws PluginFailure {
        PluginConfig config = settings.config().get(candidate.id());
        LoadedPlugin plugin = LoadedPlugin.load(
                candidate,
                dependencies(candidate, below),
                config == null ? Map.of() : config.options(),
                contributions,
                settings.startDeadline());
        for (Member other : below.members().values()) {
            for (String name : contributions.brokerAdapters.keySet()) {
                if (other.loaded() != null
                        && other.contributions().brokerAdapters.containsKey(name)) {
                    plugin.close();
                    throw new PluginFailure("contributes broker adapter '" + name + "', which plugin '" + other.id()
                            + "' contributes too; remove one of the two");
                }
            }
        }
        return new Member(candidate, contributions, plugin, null, "loaded", null, below.against(candidate), null);
    }

    private static List<PluginClasses> dependencies(Candidate candidate, Roster below) throws PluginFailure {
        List<PluginClasses> classes = new ArrayList<>();
        for (PluginDependency dependency : candidate.descriptor().getDependencies()) {
            Member other = below.member(dependency.getPluginId());
            if (other != null && other.loaded() != null) {
                classes.add(other.loaded().classes());
            } else if (!dependency.isOptional()) {
                throw new PluginFailure("needs plugin '" + dependency.getPluginId() + "', which "
                        + (other == null || other.problem() != null ? "failed" : "is " + other.state()));
            }
        }
        return classes;
    }

    private Member failed(Candidate candidate, ContributionList contributions, Roster below, String problem) {
        complain(candidate.id(), candidate.copy().name(), problem);
        return Member.failed(candidate, contributions, below.against(candidate), problem);
    }

    private void complain(String id, String jar, @Nullable String problem) {
        if (temporary == null) {
            LOG.error("plugin {} ({}): {}", id, jar, problem);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException e) {
            LOG.warn("temporary copies of plugins stay in {}: {}", folder, e.toString());
        }
    }
}
