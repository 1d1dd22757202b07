package io.sidetrack.kernel.access;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** Codes that open one session each, within some minutes. In memory: a restart ends them. Thread-safe. */
final class LoginCodes {
    static final Duration LIFE = Duration.ofMinutes(15);
    private static final int MOST = 100;

    private final LongSupplier wallMillis;
    private final Map<Buffer, Long> expiries = new LinkedHashMap<>(16, 0.75f, false) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Buffer, Long> eldest) {
            return size() > MOST;
        }
    };

    LoginCodes(LongSupplier wallMillis) {
        this.wallMillis = wallMillis;
    }

    synchronized String make() {
        String code = Secret.random();
        expiries.put(Secret.hash(code), wallMillis.getAsLong() + LIFE.toMillis());
        return code;
    }

    /** Whether there is such a code; afterwards there is none. */
    synchronized boolean use(Buffer hash) {
        Long expires = expiries.remove(hash);
        return expires != null && wallMillis.getAsLong() < expires;
    }
}
