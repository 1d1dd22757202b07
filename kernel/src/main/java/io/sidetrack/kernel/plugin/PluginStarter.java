package io.sidetrack.kernel.plugin;

import io.sidetrack.kernel.plugin.isolation.RunningCalls;
import io.sidetrack.kernel.plugin.trust.DistrustException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.pf4j.PluginDependency;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings single plugins up, each on top of those that it needs. Every call blocks. */
final class PluginStarter {
    private static final Logger LOG = LoggerFactory.getLogger(PluginStarter.class);

    private final PluginSettings settings;
    private final PluginOptions options;
    private final RunningCalls calls;
    private final Unloading unloading;
    private final boolean onlyLoads;

    /** @param onlyLoads whether nothing is started, nor said in the log */
    PluginStarter(
            PluginSettings settings,
            PluginOptions options,
            RunningCalls calls,
            Unloading unloading,
            boolean onlyLoads) {
        this.settings = settings;
        this.options = options;
        this.calls = calls;
        this.unloading = unloading;
        this.onlyLoads = onlyLoads;
    }

    /**
     * Loads and starts a plugin on top of a roster; whatever goes wrong is its problem, and nothing of it is left.
     *
     * @param asked the options to give it, in place of those it is given otherwise; {@code null} for the latter
     */
    Member bringUp(Candidate candidate, Roster below, @Nullable String problem, @Nullable GivenOptions asked) {
        ContributionList contributions = new ContributionList();
        try {
            if (problem != null) {
                throw new PluginFailure(problem);
            }
            GivenOptions given = asked == null ? options.given(candidate.id()) : asked;
            return onlyLoads
                    ? load(candidate, below, given, contributions)
                    : start(candidate, below, given, contributions);
        } catch (PluginFailure e) {
            return failed(candidate, contributions, below, String.valueOf(e.getMessage()));
        }
    }

    /** Loads a plugin, and nothing of it is left: whether it takes these options. */
    void check(Candidate candidate, Roster below, GivenOptions given) throws PluginFailure {
        LoadedPlugin loaded =
                load(candidate, below, given, new ContributionList()).loaded();
        Objects.requireNonNull(loaded).close();
    }

    private Member start(Candidate candidate, Roster below, GivenOptions given, ContributionList contributions)
            throws PluginFailure {
        RunningCalls.Account account =
                calls.account(candidate.id(), candidate.copy().sha256());
        PluginThreads threads = PluginThreads.open(candidate.id(), account); // before any of its code is loaded
        int running = account.begins(RunningCalls.START);
        LoadedPlugin plugin = null;
        try {
            Member loaded = load(candidate, below, given, contributions);
            plugin = loaded.loaded();
            StartedPlugin started = StartedPlugin.start(Objects.requireNonNull(plugin), threads, settings);
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
        } finally {
            account.ends(running);
        }
    }

    private Member load(Candidate candidate, Roster below, GivenOptions given, ContributionList contributions)
            throws PluginFailure {
        String signer = signer(candidate);
        LoadedPlugin plugin = LoadedPlugin.load(
                candidate,
                dependencies(candidate, below),
                given,
                contributions,
                unloading,
                settings.startDeadline(),
                signer);
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

    /** Before any class of it is loaded. */
    private @Nullable String signer(Candidate candidate) throws PluginFailure {
        try {
            return settings.trust().check(candidate.copy().path());
        } catch (DistrustException e) {
            throw new PluginFailure(String.valueOf(e.getMessage()), e);
        }
    }

    private static List<PluginClasses> dependencies(Candidate candidate, Roster below) throws PluginFailure {
        List<PluginClasses> classes = new ArrayList<>();
        for (PluginDependency dependency : candidate.descriptor().getDependencies()) {
            Member other = below.member(dependency.getPluginId());
            if (other != null && other.loaded() != null) {
                classes.add(other.loaded().classes());
            } else if (!dependency.isOptional()) {
                throw new PluginFailure("needs plugin '" + dependency.getPluginId() + "', which "
                        + (other == null || other.state().equals("failed") ? "failed" : "is " + other.state()));
            }
        }
        return classes;
    }

    Member failed(Candidate candidate, ContributionList contributions, Roster below, String problem) {
        complain(candidate.id(), candidate.copy().name(), problem);
        return Member.failed(candidate, contributions, below.against(candidate), problem);
    }

    void complain(String id, String jar, @Nullable String problem) {
        if (!onlyLoads) {
            LOG.error("plugin {} ({}): {}", id, jar, problem);
        }
    }
}
