package io.sidetrack.kernel.plugin.release;

import com.fasterxml.jackson.databind.type.TypeFactory;
import io.sidetrack.kernel.store.DriversOfLoader;
import io.vertx.core.json.jackson.DatabindCodec;
import java.beans.Introspector;
import java.lang.management.ManagementFactory;
import java.security.Provider;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import java.util.function.Supplier;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a plugin has left with the JVM, and with libraries that it shares with the kernel, when it is closed: all that the JVM itself
 * would keep for ever. Threads are not ended: nobody knows what they are in the middle of.
 *
 * <p><b>Threading.</b> Stateless. It calls code of the plugin (drivers, beans), which may block.
 */
public final class Leftovers {
    private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);

    private Leftovers() {}

    /**
     * Lets go of it; what cannot be let go of is logged, and stays. Caches are emptied without a word.
     *
     * @param classes the plugin's, closed: none is loaded any more just because somebody looks for it
     * @return what was let go of, for people
     */
    public static <L extends ClassLoader & LeavingClasses> List<String> release(L classes) {
        List<String> released = new ArrayList<>();
        List.<Runnable>of(
                        () -> released.addAll(drivers(classes)),
                        () -> released.addAll(beans(classes)),
                        () -> released.addAll(providers(classes)),
                        () -> released.addAll(uncaughtHandler(classes)),
                        () -> DatabindCodec.mapper().clearCaches(), // of Vert.x, for mapTo and mapFrom
                        () -> TypeFactory.defaultInstance().clearCache(), // of whoever uses the kernel's Jackson
                        () -> ResourceBundle.clearCache(classes),
                        Introspector::flushCaches)
                .forEach(Leftovers::guarded);
        return released;
    }

    /** The beans whose classes are the loader's. */
    static List<ObjectName> beansOf(ClassLoader loader) {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        List<ObjectName> found = new ArrayList<>();
        for (ObjectName name : server.queryNames(null, null)) {
            try {
                if (server.getClassLoaderFor(name) == loader) {
                    found.add(name);
                }
            } catch (InstanceNotFoundException e) {
                LOG.debug("bean {} has just gone", name);
            }
        }
        return found;
    }

    private static List<String> beans(ClassLoader loader) {
        List<String> released = new ArrayList<>();
        for (ObjectName name : beansOf(loader)) {
            try {
                ManagementFactory.getPlatformMBeanServer().unregisterMBean(name);
                released.add("MBean " + name);
            } catch (JMException e) {
                LOG.warn("MBean {} cannot be unregistered: {}", name, e.toString());
            }
        }
        return released;
    }

    private static <L extends ClassLoader & LeavingClasses> List<String> drivers(L classes) {
        String name = DriversOfLoader.class.getName();
        Class<?> defined = classes.defined(name);
        Class<?> type = defined == null ? classes.define(name, ClassCode.of(DriversOfLoader.class)) : defined;
        try {
            Supplier<?> drivers = (Supplier<?>) type.getConstructor().newInstance();
            List<String> released = new ArrayList<>();
            if (drivers.get() instanceof List<?> names) {
                names.forEach(driver -> released.add("JDBC driver " + driver));
            }
            return released;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> providers(ClassLoader loader) {
        List<String> released = new ArrayList<>();
        for (Provider provider : Security.getProviders()) {
            if (provider.getClass().getClassLoader() == loader) {
                Security.removeProvider(provider.getName());
                released.add("security provider " + provider.getName());
            }
        }
        return released;
    }

    private static List<String> uncaughtHandler(ClassLoader loader) {
        Thread.UncaughtExceptionHandler handler = Thread.getDefaultUncaughtExceptionHandler();
        if (handler == null || handler.getClass().getClassLoader() != loader) {
            return List.of();
        }
        Thread.setDefaultUncaughtExceptionHandler(null);
        return List.of("default handler of uncaught exceptions");
    }

    /** One that fails keeps no other from being let go of. */
    private static void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | LinkageError e) {
            LOG.warn("something that a plugin has left behind cannot be let go of: {}", e.toString());
        }
    }
}
