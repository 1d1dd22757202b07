package io.sidetrack.kernel.plugin.isolation;

import io.vertx.core.Future;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks once a second at what each running plugin has taken, and asks for the quarantine of one that took too much. A
 * {@link HeapWatch} looks at what they share.
 *
 * <p><b>Life.</b> Made; {@link #start} begins to look; {@link #close} ends it at once. <b>Threading.</b> It looks on a thread of its
 * own, on which no code of plugins runs.
 */
public final class PluginWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PluginWatch.class);
    private static final long LOOK_MILLIS = 1_000;

    /** Where the quarantine of a plugin is asked for. */
    public interface Quarantine {
        /** Called again with a later look where it fails. */
        Future<?> of(String id, String sha256, String reason);
    }

    private record Run(String id, String sha256) {}

    private final Supplier<List<PluginUsage>> plugins;
    private final Quarantine quarantine;
    private final HeapWatch heap = new HeapWatch();
    private final Map<Run, Budget> budgets = new HashMap<>();
    private final Map<Run, Future<?>> asked = new HashMap<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "sidetrack-plugin-watch");
        made.setDaemon(true);
        return made;
    });

    /** @param plugins what the running ones have taken by now; called on the thread of the watch */
    public PluginWatch(Supplier<List<PluginUsage>> plugins, Quarantine quarantine) {
        this.plugins = plugins;
        this.quarantine = quarantine;
    }

    public void start() {
        heap.start();
        thread.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        heap.close();
        thread.shutdownNow();
    }

    private void look() {
        try {
            look(System.nanoTime());
        } catch (RuntimeException | Error e) {
            LOG.error("looking at what plugins have taken failed; the next look follows", e);
        }
    }

    void look(long nanos) {
        Set<Run> running = new HashSet<>();
        for (PluginUsage usage : plugins.get()) {
            Run run = new Run(usage.id(), usage.sha256());
            running.add(run);
            if (usage.droppedLines() > 0) {
                LOG.warn(
                        "plugin {} floods its log: {} lines were dropped; it may write {} at once and {} a second",
                        usage.id(),
                        usage.droppedLines(),
                        LogAllowance.BURST,
                        LogAllowance.PER_SECOND);
            }
            String reason = budgets.computeIfAbsent(run, any -> new Budget()).exceeded(usage, nanos);
            Future<?> before = asked.get(run);
            if (reason != null && (before == null || before.isComplete())) {
                asked.put(run, quarantine.of(usage.id(), usage.sha256(), reason));
            }
        }
        budgets.keySet().retainAll(running);
        asked.keySet().retainAll(running);
    }
}
