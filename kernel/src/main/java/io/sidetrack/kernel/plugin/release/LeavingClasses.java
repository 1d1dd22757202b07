package io.sidetrack.kernel.plugin.release;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the class loader of a plugin tells and does for those who let go of it. Thread-safe. */
public interface LeavingClasses {

    /** The class of that name that it has defined itself, or {@code null}. Loads nothing. */
    @Nullable
    Class<?> defined(String name);

    /** Makes a class of it, beside those of its jar. Once for each name. */
    Class<?> define(String name, byte[] code);

    /** The class loaders of the plugins that its plugin needs, which it holds. */
    List<? extends ClassLoader> dependencies();
}
