package io.sidetrack.kernel.plugin;

import io.sidetrack.api.Health;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks one plugin how it is, one call at a time: whoever asks while a call is late is not kept waiting too. Thread-safe.
 *
 * <p>What the plugin answers is taken for its word, whatever it says.
 */
final class ReportedHealth {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Supplier<Future<Health>> call;
    private @Nullable Future<Health> asked;
    private boolean late;

    ReportedHealth(Supplier<Future<Health>> call) {
        this.call = call;
    }

    /** Blocks, for a second at most. */
    Health ask() {
        Future<Health> answer = current();
        if (answer == null) {
            return silent();
        }
        try {
            Health health = Waiting.forFuture(answer, PATIENCE);
            return health == null ? Health.down("health() answered null") : health;
        } catch (PluginFailure e) {
            if (e.getCause() instanceof TimeoutException) {
                isLate(answer);
                return silent();
            }
            return Health.down("health() failed: " + e.getMessage());
        }
    }

    /** {@code null} where the call under way is late. */
    private synchronized @Nullable Future<Health> current() {
        Future<Health> now = asked;
        if (now == null || now.isComplete()) {
            now = call.get();
            asked = now;
            late = false;
        }
        return late ? null : now;
    }

    /** Unless it has come meanwhile, and somebody has asked again. */
    private synchronized void isLate(Future<Health> answer) {
        late |= asked == answer;
    }

    private static Health silent() {
        return Health.down(
                "it did not answer within " + Waiting.shown(PATIENCE) + " how it is; its event loop may be blocked");
    }
}
