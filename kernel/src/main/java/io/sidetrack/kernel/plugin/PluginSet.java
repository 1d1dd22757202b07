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
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.pf4j.PluginDependency;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The plugins of a folder.
 *
 * <p><b>Life.</b> {@link #open} copies, loads and starts them one by one, each after those it depends on; {@link #close} stops
 * them in the reverse order. A plugin that fails is shown as failed with its problem, and costs nobody but those that need it.
 *
 * <p><b>Threading.</b> {@link #open}, {@link #inspect} and {@link #close} block: never call them on an event loop. All else is
 * thread-safe.
 */
public final class PluginSet implements Components, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PluginSet.class);

    private final PluginSettings settings;
    private final Map<String, ContributionList> contributed = new LinkedHashMap<>();
    private final Map<String, LoadedPlugin> loaded = new LinkedHashMap<>();
    private final Map<String, StartedPlugin> started = new LinkedHashMap<>();
    private final List<PluginInfo> infos = new ArrayList<>();
    private final @Nullable Path temporary;
    private volatile boolean closed;

    private PluginSet(PluginSettings settings, @Nullable Path temporary) {
        this.settings = settings;
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

    @Override
    public Optional<ProcessorComponent> processor(String reference) {
        return plugin(reference).flatMap(plugin -> plugin.processor(component(reference)));
    }

    @Override
    public Optional<HandlerComponent> errorHandler(String reference) {
        return plugin(reference).flatMap(plugin -> plugin.errorHandler(component(reference)));
    }

    @Override
    public Optional<AdapterComponent> brokerAdapter(String name) {
        return closed
                ? Optional.empty()
                : started.values().stream()
                        .flatMap(plugin -> plugin.brokerAdapter(name).stream())
                        .findFirst();
    }

    @Override
    public boolean replaceLoops(String pluginId, Vertx stuck) {
        StartedPlugin plugin = closed ? null : started.get(pluginId);
        return plugin != null && plugin.replaceLoops(stuck);
    }

    @Override
    public Optional<List<Option<?>>> pluginOptions(String id) {
        return Optional.ofNullable(contributed.get(id))
                .filter(ContributionList::isSound)
                .map(list -> List.copyOf(list.options));
    }

    @Override
    public Optional<List<Option<?>>> adapterOptions(String name) {
        return contributed.values().stream()
                .filter(ContributionList::isSound)
                .map(contributions -> contributions.brokerAdapters.get(name))
                .filter(Objects::nonNull)
                .findFirst()
                .map(ContributionList.AdapterFactory::options);
    }

    @Override
    public List<PluginInfo> plugins() {
        return infos.stream()
                .map(info -> closed && info.problem() == null ? info.inState("stopped") : info)
                .sorted(Comparator.comparing(PluginInfo::id).thenComparing(PluginInfo::jar))
                .toList();
    }

    /** Stops what was started, the last first, each step with a deadline; never fails. A second call does nothing. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        List<StartedPlugin> last = new ArrayList<>(started.values());
        Collections.reverse(last);
        for (StartedPlugin plugin : last) {
            plugin.stop(settings.stopDeadline());
        }
        if (temporary != null) {
            loaded.values().forEach(LoadedPlugin::close);
            delete(temporary);
        }
    }

    Path folderOfCopies() {
        return settings.privateFolder();
    }

    private void bringUpAll() {
        PluginFolder folder = PluginFolder.scan(settings.dropFolder(), settings.privateFolder());
        folder.refused().forEach(this::failed);
        StartOrder order = new StartOrder(folder.candidates(), settings.systemVersion());
        for (Candidate candidate : order.order()) {
            ContributionList contributions = new ContributionList();
            try {
                String problem = order.problems().get(candidate.id());
                if (problem != null) {
                    throw new PluginFailure(problem);
                }
                bringUp(candidate, contributions);
                infos.add(candidate.info(temporary == null ? "started" : "loaded", null, contributions));
            } catch (PluginFailure e) {
                failed(candidate.info("failed", e.getMessage(), contributions));
            }
            contributed.put(candidate.id(), contributions);
        }
    }

    private void bringUp(Candidate candidate, ContributionList contributions) throws PluginFailure {
        List<PluginClasses> dependencies = dependencies(candidate);
        if (temporary != null) {
            loaded.put(candidate.id(), load(candidate, dependencies, contributions));
            return;
        }
        PluginThreads threads = PluginThreads.open(candidate.id());
        LoadedPlugin plugin = null;
        try {
            plugin = load(candidate, dependencies, contributions);
            started.put(candidate.id(), StartedPlugin.start(plugin, threads, settings));
            loaded.put(candidate.id(), plugin);
        } catch (PluginFailure e) {
            threads.close(settings.stopDeadline());
            if (plugin != null) {
                plugin.close();
            }
            throw e;
        }
        String version = candidate.descriptor().getVersion();
        LOG.info(
                "plugin {} {} started from {}",
                candidate.id(),
                version,
                candidate.copy().name());
    }

    private LoadedPlugin load(Candidate candidate, List<PluginClasses> dependencies, ContributionList contributions)
            throws PluginFailure {
        PluginConfig config = settings.config().get(candidate.id());
        LoadedPlugin plugin = LoadedPlugin.load(
                candidate,
                dependencies,
                config == null ? Map.of() : config.options(),
                contributions,
                settings.startDeadline());
        for (LoadedPlugin other : loaded.values()) {
            for (String name : contributions.brokerAdapters.keySet()) {
                if (other.contributions().brokerAdapters.containsKey(name)) {
                    plugin.close();
                    throw new PluginFailure("contributes broker adapter '" + name + "', which plugin '"
                            + other.candidate().id() + "' contributes too; remove one of the two");
                }
            }
        }
        return plugin;
    }

    private List<PluginClasses> dependencies(Candidate candidate) throws PluginFailure {
        List<PluginClasses> classes = new ArrayList<>();
        for (PluginDependency dependency : candidate.descriptor().getDependencies()) {
            LoadedPlugin other = loaded.get(dependency.getPluginId());
            if (other != null) {
                classes.add(other.classes());
            } else if (!dependency.isOptional()) {
                throw new PluginFailure("needs plugin '" + dependency.getPluginId() + "', which failed");
            }
        }
        return classes;
    }

    private void failed(PluginInfo info) {
        if (temporary == null) {
            LOG.error("plugin {} ({}): {}", info.id(), info.jar(), info.problem());
        }
        infos.add(info);
    }

    private Optional<StartedPlugin> plugin(String reference) {
        int dot = reference.indexOf('.');
        return closed || dot < 0 ? Optional.empty() : Optional.ofNullable(started.get(reference.substring(0, dot)));
    }

    private static String component(String reference) {
        return reference.substring(reference.indexOf('.') + 1);
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
