package io.sidetrack.bench.isolation;

import io.sidetrack.api.Contributions;
import io.sidetrack.api.SidetrackPlugin;
import io.sidetrack.api.processor.Result;
import io.vertx.core.Promise;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A plugin that does what a plugin must not, and once, for comparison, what it may. */
public final class NeighbourPlugin extends SidetrackPlugin {
    private static final Logger LOG = LoggerFactory.getLogger(NeighbourPlugin.class);

    @Override
    @SuppressWarnings("NullAway") // one answers null: that is what it is for
    public void contribute(Contributions add) {
        add.processor("behaves", () -> call -> Result.done().future());
        add.processor("throws", () -> call -> {
            throw new IllegalStateException("out of order");
        });
        add.processor("throws-error", () -> call -> {
            throw new StackOverflowError("too deep");
        });
        add.processor("returns-null", () -> call -> null);
        add.processor("never-ends", () -> call -> Promise.<Result>promise().future());
        add.processor("blocks", () -> call -> {
            block();
            return Result.done().future();
        });
        add.blockingProcessor("blocks-pool", () -> call -> {
            block();
            return Result.done();
        });
        add.processor("exits", () -> call -> {
            System.exit(1);
            return Result.done().future();
        });
        add.processor("floods-log", () -> call -> {
            for (int line = 0; line < 1_000; line++) {
                LOG.info("line {} of event {}", line, call.event().getId());
            }
            return Result.done().future();
        });
        add.processor("starts-threads", () -> call -> {
            new Thread(NeighbourPlugin::block, "left").start();
            return Result.done().future();
        });
        add.processor("leaks-timers", context -> call -> {
            context.vertx().setPeriodic(100, id -> {});
            return Result.done().future();
        });
    }

    private static void block() {
        while (true) {
            try {
                Thread.sleep(60_000);
            } catch (InterruptedException e) {
                // it does not listen either
            }
        }
    }
}
