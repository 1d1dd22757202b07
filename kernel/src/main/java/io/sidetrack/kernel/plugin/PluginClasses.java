package io.sidetrack.kernel.plugin;

import io.sidetrack.kernel.plugin.isolation.ExitCalls;
import io.sidetrack.kernel.plugin.isolation.ExitRewriter;
import io.sidetrack.kernel.plugin.isolation.LogAllowance;
import io.sidetrack.kernel.plugin.release.LeavingClasses;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import org.pf4j.PluginClassLoader;
import org.pf4j.PluginDescriptor;

/**
 * The class loader of one plugin: what kernel and plugins talk in comes from the kernel; all else from the plugin first, then
 * from the plugins it depends on, then from the kernel's libraries. The kernel's own classes are not to be seen. Classes of its jar that
 * call what ends the JVM call {@link ExitCalls} instead; all others are defined as they are.
 */
final class PluginClasses extends PluginClassLoader implements LogAllowance.Holder, LeavingClasses {
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
    private final JarFile jar;
    private final LogAllowance logAllowance = new LogAllowance();

    @SuppressWarnings("NullAway") // the manager is only asked for dependencies, which are overridden here
    PluginClasses(PluginDescriptor descriptor, Path jar, List<PluginClasses> dependencies) throws PluginFailure {
        super(null, descriptor, PluginClasses.class.getClassLoader());
        this.dependencies = List.copyOf(dependencies);
        addFile(jar.toFile());
        try {
            this.jar = new JarFile(jar.toFile(), true, ZipFile.OPEN_READ, JarFile.runtimeVersion());
        } catch (IOException e) {
            throw new PluginFailure("its jar cannot be opened: " + e, e);
        }
    }

    @Override
    public Class<?> loadClass(String name) throws ClassNotFoundException {
        if (name.startsWith(KERNEL)) {
            if (name.equals(ExitCalls.class.getName())) {
                return ExitCalls.class;
            }
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
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        try {
            JarEntry entry = jar.getJarEntry(
                    name.replace('.', '/') + ".class"); // the one for this Java, where there are several
            if (entry != null) {
                byte[] file = read(entry);
                byte[] rewritten = ExitRewriter.rewritten(name, file);
                if (rewritten != null) {
                    return define(name, rewritten, entry);
                }
            }
        } catch (IOException | IllegalStateException e) {
            throw new ClassNotFoundException(name, e); // the jar is damaged, or closed
        }
        return super.findClass(name);
    }

    /** As {@link java.net.URLClassLoader} defines what it has read: of the same origin and signers, in the package of the manifest. */
    private Class<?> define(String name, byte[] file, JarEntry read) throws IOException {
        URL origin = getURLs()[0];
        int dot = name.lastIndexOf('.');
        if (dot > 0 && getDefinedPackage(name.substring(0, dot)) == null) {
            Manifest manifest = jar.getManifest();
            definePackage(name.substring(0, dot), manifest == null ? new Manifest() : manifest, origin);
        }
        return defineClass(name, file, 0, file.length, new CodeSource(origin, read.getCodeSigners()));
    }

    private byte[] read(JarEntry entry) throws IOException {
        try (InputStream in = jar.getInputStream(entry)) {
            return in.readAllBytes();
        }
    }

    @Override
    public LogAllowance logAllowance() {
        return logAllowance;
    }

    @Override
    public void close() throws IOException {
        try {
            super.close();
        } finally {
            jar.close();
        }
    }

    @Override
    public @Nullable Class<?> defined(String name) {
        Class<?> loaded = findLoadedClass(name);
        return loaded != null && loaded.getClassLoader() == this ? loaded : null;
    }

    @Override
    public Class<?> define(String name, byte[] code) {
        return defineClass(name, code, 0, code.length);
    }

    @Override
    public List<PluginClasses> dependencies() {
        return dependencies;
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
