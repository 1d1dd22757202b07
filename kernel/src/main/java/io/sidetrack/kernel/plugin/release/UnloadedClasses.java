package io.sidetrack.kernel.plugin.release;

import java.lang.ref.WeakReference;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the class loaders of unloaded plugins until they are gone. One that outlives two collections that unload classes counts as
 * held: this is said once in the log, and to whoever asks. No collection is ever asked for, so that may take long on a quiet node.
 *
 * <p><b>Threading.</b> Thread-safe; {@link #look} from time to time by one thread.
 */
public final class UnloadedClasses {
    private static final Logger LOG = LoggerFactory.getLogger(UnloadedClasses.class);
    private static final int SURVIVED = 2;

    private final ClassUnloading unloading = new ClassUnloading();
    private final List<Watched<?>> watched = new ArrayList<>();

    /** Begins to watch. The caller lets go of them. */
    public synchronized <L extends ClassLoader & LeavingClasses> void add(
            String plugin, String version, String sha256, L classes) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        watched.add(new Watched<>(plugin, version, sha256, now, new WeakReference<>(classes), unloading.seen()));
    }

    /** Looks who is gone and who is held. */
    public void look() {
        for (Watched<?> one : newlyHeld()) {
            LOG.warn(
                    "plugin {}: version {} was unloaded at {}, and its classes are held still, by {}",
                    one.plugin,
                    one.version,
                    one.since,
                    String.join("; ", holders(one)));
        }
    }

    /** The classes of one plugin that are held, the oldest first. Blocks all threads for a moment where there are some. */
    public List<HeldClasses> held(String plugin) {
        List<HeldClasses> held = new ArrayList<>();
        for (Watched<?> one : all()) {
            if (one.plugin.equals(plugin) && one.held && !one.isGone()) {
                held.add(new HeldClasses(one.version, one.sha256, one.since, holders(one)));
            }
        }
        return held;
    }

    private synchronized List<Watched<?>> newlyHeld() {
        watched.removeIf(Watched::isGone);
        if (watched.isEmpty()) {
            return List.of();
        }
        int seen = unloading.seen();
        List<Watched<?>> held = new ArrayList<>();
        for (Watched<?> one : watched) {
            if (!one.held && seen - one.seen >= SURVIVED && !one.isGone()) {
                one.held = true;
                held.add(one);
            }
        }
        return held;
    }

    private synchronized List<Watched<?>> all() {
        return List.copyOf(watched);
    }

    private List<String> holders(Watched<?> one) {
        List<String> holders = one.holders();
        for (Watched<?> other : all()) {
            if (other.needs(one)) {
                holders.add("the classes of plugin '" + other.plugin + "' in version " + other.version
                        + ", which needed it and are not gone either");
            }
        }
        return holders.isEmpty() ? List.of(Holders.UNSEEN) : List.copyOf(holders);
    }

    private static final class Watched<L extends ClassLoader & LeavingClasses> {
        private final String plugin;
        private final String version;
        private final String sha256;
        private final Instant since;
        private final WeakReference<L> classes;
        private final int seen;
        private volatile boolean held;

        Watched(String plugin, String version, String sha256, Instant since, WeakReference<L> classes, int seen) {
            this.plugin = plugin;
            this.version = version;
            this.sha256 = sha256;
            this.since = since;
            this.classes = classes;
            this.seen = seen;
        }

        boolean isGone() {
            boolean gone = classes.refersTo(null);
            if (gone && held) {
                held = false;
                LOG.info("plugin {}: the classes of version {}, which were held, are gone", plugin, version);
            }
            return gone;
        }

        List<String> holders() {
            @Nullable L now = classes.get();
            return now == null ? new ArrayList<>() : Holders.of(now);
        }

        boolean needs(Watched<?> other) {
            @Nullable L now = classes.get();
            return now != null && now.dependencies().stream().anyMatch(needed -> needed == other.classes.get());
        }
    }
}
