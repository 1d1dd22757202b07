package io.sidetrack.kernel.plugin;

import io.sidetrack.api.SidetrackPlugin;
import io.sidetrack.api.config.Options;
import io.sidetrack.kernel.config.Problem;
import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A plugin whose class has been created and whose contributions are known; nothing of it runs.
 *
 * @param signer who signed its jar, see {@link io.sidetrack.kernel.plugin.trust.JarTrust#check}
 */
record LoadedPlugin(
        Candidate candidate,
        PluginClasses classes,
        SidetrackPlugin plugin,
        ContributionList contributions,
        Options options,
        @Nullable String signer,
        Unloading unloading) {
    private static final Logger LOG = LoggerFactory.getLogger(LoadedPlugin.class);

    /**
     * Loads a plugin. Whatever goes wrong, it is unloaded again.
     *
     * @param contributions filled as far as the plugin gets, also when it fails
     * @param unloading what its classes end with
     */
    static LoadedPlugin load(
            Candidate candidate,
            List<PluginClasses> dependencies,
            GivenOptions given,
            ContributionList contributions,
            Unloading unloading,
            Duration deadline,
            @Nullable String signer)
            throws PluginFailure {
        PluginClasses classes =
                new PluginClasses(candidate.descriptor(), candidate.copy().path(), dependencies);
        try {
            String thread = candidate.id() + "-load";
            SidetrackPlugin plugin = within(
                    "plugin.class " + candidate.descriptor().getPluginClass(),
                    () -> Waiting.forCall(thread, classes, deadline, () -> create(candidate, classes)));
            within(
                    "contribute()",
                    () -> Waiting.forCall(thread, classes, deadline, () -> {
                        plugin.contribute(contributions);
                        return true;
                    }));
            contributions.end();
            List<Problem> problems = new ArrayList<>();
            Options options = given.check(contributions.options, problems);
            if (!problems.isEmpty()) {
                throw new PluginFailure(problems.stream().map(Problem::toString).collect(Collectors.joining("; ")));
            }
            return new LoadedPlugin(candidate, classes, plugin, contributions, options, signer, unloading);
        } catch (PluginFailure e) {
            unloading.unload(candidate, classes);
            throw e;
        }
    }

    /** Its classes end; blocks. */
    void close() {
        unloading.unload(candidate, classes);
    }

    private interface Step<T> {
        T run() throws PluginFailure;
    }

    /** A failure of plugin code gets the step it happened in for its subject. */
    private static <T> T within(String step, Step<T> code) throws PluginFailure {
        try {
            return code.run();
        } catch (PluginFailure e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            LOG.debug("{} failed", step, cause);
            throw new PluginFailure(step + ": " + e.getMessage(), cause);
        }
    }

    private static SidetrackPlugin create(Candidate candidate, PluginClasses classes) throws PluginFailure {
        Class<?> type;
        try {
            type = Class.forName(candidate.descriptor().getPluginClass(), true, classes);
        } catch (ClassNotFoundException e) {
            throw new PluginFailure("is not in the jar", e);
        }
        if (!SidetrackPlugin.class.isAssignableFrom(type)) {
            throw new PluginFailure("does not extend " + SidetrackPlugin.class.getName());
        }
        try {
            return (SidetrackPlugin) type.getConstructor().newInstance();
        } catch (NoSuchMethodException | IllegalAccessException e) {
            throw new PluginFailure("has no public constructor without arguments, or is not public", e);
        } catch (InstantiationException e) {
            throw new PluginFailure("is abstract", e);
        } catch (InvocationTargetException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new PluginFailure("its constructor threw " + PluginFailure.describe(cause), cause);
        }
    }
}
