package io.sidetrack.kernel.plugin;

import io.sidetrack.api.config.Option;
import io.sidetrack.kernel.config.Problem;
import io.sidetrack.kernel.plugin.isolation.PluginUsage;
import io.sidetrack.kernel.plugin.isolation.RunningCalls;
import io.sidetrack.kernel.plugin.trust.NewestVersions;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.pf4j.DefaultVersionManager;
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
    private final PluginOptions options;
    private final Unloading unloading = new Unloading();
    private final PluginStarter starter;
    private final PluginNotes notes;
    private final NewestVersions newest;
    private final RunningCalls calls;
    private final @Nullable Path temporary;
    private volatile Roster roster = Roster.EMPTY;
    private volatile DropFolder.Content content = new DropFolder.Content(List.of(), List.of());
    private volatile boolean closed;

    private PluginSet(PluginSettings settings, PluginOptions options, NewestVersions newest, @Nullable Path temporary) {
        this.settings = settings;
        this.folder = new DropFolder(settings.dropFolder(), settings.privateFolder());
        this.options = options;
        this.calls = temporary == null
                ? RunningCalls.open(settings.privateFolder(), System.currentTimeMillis())
                : RunningCalls.none();
        this.starter = new PluginStarter(settings, options, calls, unloading, temporary != null);
        this.notes = temporary == null ? PluginNotes.read(settings.privateFolder()) : PluginNotes.NONE;
        this.newest = newest;
        this.temporary = temporary;
    }

    /** Starts the plugins of a folder; a folder that is missing holds none. Never fails: {@link #plugins()} tells. */
    public static PluginSet open(PluginSettings settings) {
        PluginSet set = new PluginSet(settings, options(settings), newest(settings), null);
        set.bringUpAll();
        return set;
    }

    /**
     * Loads plugins without starting them, to check a configuration beside a node that runs: their names and options are known,
     * and no component can be had. Of the private folder only the options that are set there and the versions that ran are read; copies
     * are temporary.
     */
    public static PluginSet inspect(PluginSettings settings) {
        try {
            Path folder = Files.createTempDirectory("sidetrack-plugins-");
            PluginSet set = new PluginSet(settings.copyingTo(folder), options(settings), newest(settings), folder);
            set.bringUpAll();
            return set;
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary folder for copies of plugins", e);
        }
    }

    private static PluginOptions options(PluginSettings settings) {
        return new PluginOptions(settings.privateFolder(), settings.config());
    }

    private static NewestVersions newest(PluginSettings settings) {
        return NewestVersions.read(
                settings.privateFolder(),
                new DefaultVersionManager()::compareVersions,
                settings.trust().isSigned());
    }

    /**
     * Looks into the folder and answers what must happen next so that what runs is what lies there; empty where nothing must. A jar
     * that came or changed counts when two looks have found it the same; one that was refused is not asked for again until it, or a
     * plugin it needs, is another one. Looks also what has become of the classes of plugins that were unloaded.
     */
    public synchronized Optional<PluginStep> pending() {
        unloading.look();
        content = folder.look(roster::jar);
        roster = FolderSteps.forgetting(roster.refusing(content.refused()), content.candidates());
        return FolderSteps.next(roster, content.candidates(), settings.systemVersion());
    }

    /** The steps that people ask for, given what runs and what the last look has found. */
    public synchronized AskedSteps asked() {
        return new AskedSteps(roster, content.candidates(), notes, settings, options);
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
        OptionsChange change = step.options();
        Member now = before.member(step.id());
        if (change != null && now != null && now.isStopped()) {
            starter.check(Objects.requireNonNull(step.candidate()), before, change.then());
            return new PluginChange(this, step, before, before);
        }
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
        if (step.kind() == PluginStep.Kind.STOPPED) {
            after = after.with(Objects.requireNonNull(now).stopped());
        } else if (step.kind() == PluginStep.Kind.QUARANTINED) {
            after = after.with(Objects.requireNonNull(now).quarantined(step.reason()));
        }
        List<Candidate> all = new ArrayList<>(coming);
        after.members().values().forEach(member -> all.add(member.candidate()));
        StartOrder order = new StartOrder(all, settings.systemVersion());
        for (Candidate candidate : coming) {
            Member member = starter.bringUp(
                    candidate,
                    after,
                    step.goesBack() && candidate == step.candidate()
                            ? order.problems().get(candidate.id())
                            : problem(order, candidate),
                    change != null && candidate == step.candidate() ? change.then() : null);
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

    /**
     * Writes down which versions a change brings, before they take any event: what has once run must not be followed by an older
     * one, wherever the node dies.
     */
    public synchronized void begin(PluginChange change) throws IOException {
        newest.ran(versions(change.coming()));
    }

    /** The change does not come after all. */
    public synchronized void notBegun() {
        try {
            newest.ran(versions(roster.members().values()));
        } catch (IOException e) {
            LOG.warn("versions that did not come to run count as having run: {}", e.toString());
        }
    }

    /** Puts what is to run into the drop folder, in place of what has its name there: a restart finds the one or the other, whole. */
    public synchronized void putIntoFolder(PluginStep step) throws IOException {
        Candidate candidate = Objects.requireNonNull(step.candidate());
        candidate.copy().putInto(settings.dropFolder());
        folder.hasTaken(candidate);
    }

    /** Takes the jar of a plugin out of the drop folder. */
    public synchronized void takeFromFolder(PluginStep step) throws IOException {
        String jar = roster.jar(step.id());
        if (jar != null) {
            Files.deleteIfExists(settings.dropFolder().resolve(jar));
            folder.hasLost(jar);
        }
    }

    /** Keeps the options that a step sets: a restart finds those before or those after it, whole. */
    public synchronized void keepOptions(PluginStep step) throws IOException {
        options.keep(step.id(), Objects.requireNonNull(step.options()).then().set());
    }

    /** Forgets the options that were set here, as somebody has removed the plugin. */
    public synchronized void forgetOptions(PluginStep step) {
        try {
            options.forget(step.id());
        } catch (IOException e) {
            LOG.warn("plugin {}: the options that were set here stay kept: {}", step.id(), e.toString());
        }
    }

    /** A step is done: what must outlive the node is written down. */
    public synchronized void done(PluginStep step) {
        try {
            notes.done(step);
        } catch (IOException e) {
            LOG.warn("plugin {}: a restart will not know that it was {}: {}", step.id(), step.kind(), e.toString());
        }
    }

    /** A step that was not done: the plugin goes on as it was, or is failed where it did not run. It is not asked for again. */
    public synchronized void refuse(PluginStep step, String problem) {
        Candidate candidate = step.candidate();
        if (candidate == null) {
            return;
        }
        Member member = roster.member(step.id());
        if (member != null && member.isQuarantined() && member.isOf(candidate)) {
            starter.complain(step.id(), step.jar(), problem);
        } else if (member != null && (member.isStarted() || member.isQuarantined())) {
            LOG.error(
                    "plugin {}: {} does not replace version {}, which {}: {}",
                    step.id(),
                    step.jar(),
                    member.candidate().version(),
                    member.isStarted() ? "goes on" : "stays quarantined",
                    problem);
            roster = roster.where(
                    member.refusing(new Member.Refusal(step.sha256(), roster.against(candidate), problem)));
        } else {
            stand(roster.with(starter.failed(candidate, new ContributionList(), roster, problem)));
        }
    }

    void stand(Roster next) {
        roster = next.refusing(roster.refused());
    }

    void stop(List<Member> members) {
        stop(members, settings.stopDeadline());
    }

    void stop(List<Member> members, Duration deadline) {
        for (Member member : members) {
            if (member.started() != null) {
                member.started().stop(deadline);
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
    public List<Problem> optionProblems(String id) {
        Member member = roster.member(id);
        List<Problem> problems = new ArrayList<>();
        if (member != null && member.contributions().isSound()) {
            try {
                options.given(id).check(member.declared(), problems);
            } catch (PluginFailure e) {
                LOG.debug("told as the problem of the plugin", e);
            }
        }
        return problems;
    }

    /** The options that people have set on the node, each with what the file says in its place; of secrets no value. */
    public List<Problem> setHere() {
        return roster.members().values().stream()
                .flatMap(member -> options.setHere(member.id(), member.declared()).stream())
                .toList();
    }

    @Override
    public Optional<List<Option<?>>> adapterOptions(String name) {
        return roster.adapterOptions(name);
    }

    @Override
    public List<PluginInfo> plugins() {
        return roster.plugins();
    }

    /** What each that runs has taken by now. */
    public List<PluginUsage> usages() {
        return roster.members().values().stream()
                .flatMap(member -> Stream.ofNullable(member.started()))
                .map(StartedPlugin::usage)
                .toList();
    }

    @Override
    public Optional<PluginDetail> plugin(String id) {
        return new PluginDetails(roster, content.candidates(), notes, settings, options, unloading).of(id);
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
        calls.close();
        if (temporary != null) {
            delete(temporary);
        }
    }

    Path folderOfCopies() {
        return settings.privateFolder();
    }

    private void bringUpAll() {
        content = folder.look(id -> null);
        if (temporary == null) {
            PrivateCopy.keepOnly(settings.privateFolder(), notes.kept(content.candidates()));
        }
        content.refused().forEach(info -> starter.complain(info.id(), info.jar(), info.problem()));
        Roster up = roster.refusing(content.refused());
        StartOrder order = new StartOrder(content.candidates(), settings.systemVersion());
        for (Candidate candidate : order.order()) {
            up = up.with(bringUp(candidate, up, problem(order, candidate)));
        }
        roster = up;
        noteStarted(up);
    }

    /** As it was left: what was stopped or quarantined stays so. */
    private Member bringUp(Candidate candidate, Roster up, @Nullable String problem) {
        if (notes.isStopped(candidate.id())) {
            return Member.stopped(candidate, up.against(candidate));
        }
        String reason = notes.quarantinedFor(candidate);
        String died = calls.repeated()
                .get(RunningCalls.jar(candidate.id(), candidate.copy().sha256()));
        if (died != null && reason == null) {
            reason = died;
            noteQuarantined(candidate, died);
        }
        if (reason == null) {
            return starter.bringUp(candidate, up, problem, null);
        }
        Member quarantined = Member.quarantined(candidate, up.against(candidate), reason);
        starter.complain(candidate.id(), candidate.copy().name(), "is quarantined: " + quarantined.problem());
        return quarantined;
    }

    private void noteQuarantined(Candidate candidate, String reason) {
        try {
            notes.quarantine(candidate, reason);
        } catch (IOException e) {
            LOG.warn("plugin {}: a restart will not know that it is quarantined: {}", candidate.id(), e.toString());
        }
    }

    private void noteStarted(Roster up) {
        try {
            notes.started(up.members().values().stream()
                    .filter(Member::isStarted)
                    .map(Member::candidate)
                    .toList());
            newest.ran(versions(up.members().values()));
        } catch (IOException e) {
            LOG.warn("what runs now cannot be noted, and not be gone back to: {}", e.toString());
        }
    }

    private static Map<String, String> versions(Collection<Member> members) {
        return members.stream().filter(Member::isStarted).collect(Collectors.toMap(Member::id, Member::runningVersion));
    }

    private @Nullable String problem(StartOrder order, Candidate candidate) {
        String problem = order.problems().get(candidate.id());
        return problem == null ? newest.objection(candidate.id(), candidate.version()) : problem;
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
