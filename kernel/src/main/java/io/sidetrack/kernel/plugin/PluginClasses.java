package io.sidetrack.kernel.plugin;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.pf4j.PluginClassLoader;
import org.pf4j.PluginDescriptor;

/**
 * The class loader of one plugin: what kernel and plugins talk in comes from the kernel; all else from the plugin first, then
 * from the plugins it depends on, then from the kernel's libraries. The kernel's own classes are not to be seen.
 */
final class PluginClasses extends PluginClassLoader {
    private static final String KERNEL = "io.sidetrack.kernel.";

    /** Shared where the kernel has the class: a plugin may still bring its own io.netty or io.cloudevents modules beside. */
    private static final List<String> SHARED = List.of(
            "io.sidetrack.api.",
            "io.vertx.core.",
            "io.netty.",
            "org.slf4j.",
            "io.cloudevents.",
            "org.jspecify.",
            "org.pf4j.");

    private final List<PluginClasses> dependencies;

    @SuppressWarnings("NullAway") // the manager is only asked for dependencies, which are overridden here
    PluginClasses(PluginDescriptor descriptor, Path jar, List<PluginClasses> dependencies) {
        super(null, descriptor, PluginClasses.class.getClassLoader());
        this.dependencies = List.copyOf(dependencies);
        addFile(jar.toFile());
    }

    @Override
    public Class<?> loadClass(String name) throws ClassNotFoundException {
        if (name.startsWith(KERNEL)) {
            throw new ClassNotFoundException(name + " is the kernel's own, which plugins do not see");
        }
        if (SHARED.stream().anyMatch(name::startsWith)) {
            try {
                return getParent().loadClass(name);
            } catch (ClassNotFoundException e) {
                return super.loadClass(name);
            }
        }
        return super.loadClass(name);
    }

    @Override
    protected boolean shouldDelegateToParent(String name) {
        return false;
    }

    @Override
    protected @Nullable Class<?> loadClassFromDependencies(String name) {
        for (PluginClasses dependency : dependencies) {
            try {
                return dependency.loadClass(name);
            } catch (ClassNotFoundException ignored) {
                // the next one may have it
            }
        }
        return null;
    }

    @Override
    protected @Nullable URL findResourceFromDependencies(String name) {
        for (PluginClasses dependency : dependencies) {
            URL found = dependency.findResource(name);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    @Override
    protected Collection<URL> findResourcesFromDependencies(String name) throws IOException {
        List<URL> found = new ArrayList<>();
        for (PluginClasses dependency : dependencies) {
            found.addAll(Collections.list(dependency.findResources(name)));
        }
        return found;
    }
}
