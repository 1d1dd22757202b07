package io.sidetrack.kernel.plugin;

import io.netty.util.concurrent.EventExecutor;
import io.sidetrack.kernel.plugin.isolation.BlockingPool;
import io.sidetrack.kernel.plugin.isolation.RunningCalls;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.impl.VertxThread;
import io.vertx.core.internal.VertxBootstrap;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.spi.VertxThreadFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of one plugin: a Vert.x of its own and a pool for blocking calls. They start before any of its code is loaded, so
 * that none of them inherits its class loader, and end with it.
 *
 * <p>A plugin that blocks all its event loops gets others beside them for its shards, a few times: what it blocks is lost to it.
 *
 * <p><b>Threading.</b> Thread-safe.
 */
final class PluginThreads {
    private static final Logger LOG = LoggerFactory.getLogger(PluginThreads.class);
    private static final int MAX_INSTANCES = 8;
    private static final long BLOCKED_CHECK_MILLIS = 30_000;

    private final String id;
    private final List<Vertx> instances = new CopyOnWriteArrayList<>();
    private final OwnThreads own = new OwnThreads();
    private final BlockingPool pool;
    private volatile boolean spent;

    private PluginThreads(String id, RunningCalls.Account account) {
        this.id = id;
        this.pool = blockingPool(id, own, account);
        instances.add(instance(id));
    }

    /** The plugin's own event loops, timers, servers and worker threads, named by its id. */
    Vertx vertx() {
        return instances.get(0);
    }

    /** The event loops that its shards are to use: the youngest. */
    Vertx loops() {
        return instances.get(instances.size() - 1);
    }

    BlockingPool pool() {
        return pool;
    }

    /**
     * Starts event loops beside {@code stuck}, none of which answers, unless somebody else did. Blocks for some tens of
     * milliseconds. False where this plugin has had so many that it gets no more.
     */
    synchronized boolean replace(Vertx stuck) {
        if (loops() != stuck) {
            return true;
        }
        if (instances.size() == MAX_INSTANCES) {
            spent = true;
            return false;
        }
        LOG.warn("plugin {} has blocked all its event loops; it gets others, number {}", id, instances.size() + 1);
        instances.add(instance(id + "-" + (instances.size() + 1)));
        return true;
    }

    /** How many platform threads live that are its own, or were started by its code, whose class loader this is. */
    int live(ClassLoader loader) {
        return own.live(loader);
    }

    /** How many threads live that were started by its code, whose class loader this is. */
    int startedBy(ClassLoader loader) {
        return own.startedBy(loader);
    }

    /** Interrupts whatever lives of both, after its end: most of what is left ends then. */
    void interruptLeft(ClassLoader loader) {
        own.interrupt(loader);
    }

    /** How often it got other event loops. */
    int replaced() {
        return instances.size() - 1;
    }

    /** Whether it has blocked all it may have. */
    boolean isSpent() {
        return spent;
    }

    static PluginThreads open(String id, RunningCalls.Account account) throws PluginFailure {
        try {
            return new PluginThreads(id, account);
        } catch (RuntimeException e) {
            throw new PluginFailure("its threads could not be started: " + PluginFailure.describe(e), e);
        }
    }

    private Vertx instance(String name) {
        VertxOptions options = new VertxOptions()
                .setEventLoopPoolSize(Math.min(2, Runtime.getRuntime().availableProcessors()))
                .setWorkerPoolSize(4)
                .setInternalBlockingPoolSize(2)
                .setUseDaemonThread(true)
                // the kernel watches calls itself and tells once; this is for all else, and not every second for ever
                .setBlockedThreadCheckInterval(BLOCKED_CHECK_MILLIS)
                .setFileSystemOptions(new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false));
        Vertx vertx = VertxBootstrap.create()
                .options(options)
                .threadFactory(new NamedThreads(name, own))
                .init()
                .vertx();
        for (EventExecutor loop : ((VertxInternal) vertx).nettyEventLoopGroup()) {
            loop.submit(() -> {}).syncUninterruptibly();
        }
        return vertx;
    }

    /** Ends them, each within the deadline; what does not end is named in the log and left behind. */
    void close(Duration deadline) {
        pool.interrupt();
        try {
            Waiting.forFuture(Future.join(instances.stream().map(Vertx::close).toList()), deadline);
        } catch (PluginFailure e) {
            LOG.warn("plugin {}: its event loops did not stop: {}", id, e.getMessage());
        }
        try {
            if (!pool.awaitEnd(deadline)) {
                LOG.warn("plugin {}: a blocking call did not end within {}", id, Waiting.shown(deadline));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static BlockingPool blockingPool(String id, OwnThreads own, RunningCalls.Account account) {
        AtomicInteger count = new AtomicInteger();
        return new BlockingPool(
                task -> {
                    Thread thread = new Thread(task, id + "-blocking-" + count.getAndIncrement());
                    thread.setDaemon(true);
                    thread.setContextClassLoader(PluginThreads.class.getClassLoader());
                    return own.with(thread);
                },
                account);
    }

    private record NamedThreads(String id, OwnThreads threads) implements VertxThreadFactory {
        @Override
        public VertxThread newVertxThread(
                Runnable target, String name, boolean worker, long maxExecTime, TimeUnit maxExecTimeUnit) {
            String own = id + "-" + name.replaceFirst("^vert\\.x-", "").replace("-thread", "");
            VertxThread thread = new VertxThread(target, own, worker, maxExecTime, maxExecTimeUnit);
            thread.setContextClassLoader(PluginThreads.class.getClassLoader());
            return threads.with(thread);
        }
    }
}
