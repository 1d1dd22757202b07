package io.sidetrack.kernel.plugin;

import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.impl.VertxThread;
import io.vertx.core.internal.VertxBootstrap;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.spi.VertxThreadFactory;
import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of one plugin: a Vert.x of its own and a pool for blocking calls. They start before any of its code is loaded, so
 * that none of them inherits its class loader, and end with it.
 *
 * @param vertx its event loops, timers, servers and worker threads, named by the plugin's id
 * @param pool virtual threads where the JVM has them, else up to {@value #BLOCKING} platform threads
 */
record PluginThreads(String id, Vertx vertx, ExecutorService pool) {
    private static final Logger LOG = LoggerFactory.getLogger(PluginThreads.class);
    private static final int BLOCKING = 64;

    static PluginThreads open(String id) throws PluginFailure {
        try {
            return start(id);
        } catch (RuntimeException e) {
            throw new PluginFailure("its threads could not be started: " + PluginFailure.describe(e), e);
        }
    }

    private static PluginThreads start(String id) {
        VertxOptions options = new VertxOptions()
                .setEventLoopPoolSize(Math.min(2, Runtime.getRuntime().availableProcessors()))
                .setWorkerPoolSize(4)
                .setInternalBlockingPoolSize(2)
                .setUseDaemonThread(true)
                .setFileSystemOptions(new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false));
        Vertx vertx = VertxBootstrap.create()
                .options(options)
                .threadFactory(new NamedThreads(id))
                .init()
                .vertx();
        for (EventExecutor loop : ((VertxInternal) vertx).nettyEventLoopGroup()) {
            loop.submit(() -> {}).syncUninterruptibly();
        }
        return new PluginThreads(id, vertx, blockingPool(id));
    }

    /** Ends them, each within the deadline; what does not end is named in the log and left behind. */
    void close(Duration deadline) {
        pool.shutdownNow();
        try {
            Waiting.forFuture(vertx.close(), deadline);
        } catch (PluginFailure e) {
            LOG.warn("plugin {}: its event loops did not stop: {}", id, e.getMessage());
        }
        try {
            if (!pool.awaitTermination(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("plugin {}: a blocking call did not end within {}", id, Waiting.shown(deadline));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ExecutorService blockingPool(String id) {
        try {
            return virtualThreads(id + "-blocking-");
        } catch (ReflectiveOperationException e) {
            AtomicInteger count = new AtomicInteger();
            ThreadPoolExecutor pool = new ThreadPoolExecutor(
                    BLOCKING, BLOCKING, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                        Thread thread = new Thread(task, id + "-blocking-" + count.getAndIncrement());
                        thread.setDaemon(true);
                        thread.setContextClassLoader(PluginThreads.class.getClassLoader());
                        return thread;
                    });
            pool.allowCoreThreadTimeOut(true);
            return pool;
        }
    }

    /** {@code Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name(prefix, 0).factory())}, which Java 17 lacks. */
    private static ExecutorService virtualThreads(String prefix) throws ReflectiveOperationException {
        Class<?> type = Class.forName("java.lang.Thread$Builder");
        Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
        Object named = type.getMethod("name", String.class, long.class).invoke(builder, prefix, 0L);
        ThreadFactory factory = (ThreadFactory) type.getMethod("factory").invoke(named);
        Object pool = Executors.class
                .getMethod("newThreadPerTaskExecutor", ThreadFactory.class)
                .invoke(null, factory);
        if (pool instanceof ExecutorService executor) {
            return executor;
        }
        throw new InvocationTargetException(null, "no executor");
    }

    private record NamedThreads(String id) implements VertxThreadFactory {
        @Override
        public VertxThread newVertxThread(
                Runnable target, String name, boolean worker, long maxExecTime, TimeUnit maxExecTimeUnit) {
            String own = id + "-" + name.replaceFirst("^vert\\.x-", "").replace("-thread", "");
            VertxThread thread = new VertxThread(target, own, worker, maxExecTime, maxExecTimeUnit);
            thread.setContextClassLoader(PluginThreads.class.getClassLoader());
            return thread;
        }
    }
}
