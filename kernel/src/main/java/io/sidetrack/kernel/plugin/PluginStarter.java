package io.sidetrack.kernel.plugin;

import io.sidetrack.kernel.config.NodeConfig.PluginConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.pf4j.PluginDependency;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings single plugins up, each on top of those that it needs. Every call blocks. */
final class PluginStarter {
    private static final Logger LOG = LoggerFactory.getLogger(PluginStarter.class);

    private final PluginSettings settings;
    private final boolean onlyLoads;

    /** @param onlyLoads whether nothing is started, nor said in the log */
    PluginStarter(PluginSettings settings, boolean onlyLoads) {
        this.settings = settings;
        this.onlyLoads = onlyLoads;
    }

    /** Loads and starts a plugin on top of a roster; whatever goes wrong is its problem, and nothing of it is left. */
    Member bringUp(Candidate candidate, Roster below, @Nullable String problem) {
        ContributionList contributions = new ContributionList();
        try {
            if (problem != null) {
                throw new PluginFailure(problem);
            }
            return !onlyLoads ? start(candidate, below, contributions) : load(candidate, below, contributions);
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
