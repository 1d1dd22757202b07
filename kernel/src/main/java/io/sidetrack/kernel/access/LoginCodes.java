package io.sidetrack.kernel.access;

import io.sidetrack.kernel.access.Access.LoginCode;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Codes that open one session each, within some minutes. In memory: a restart ends them. Thread-safe. */
final class LoginCodes {
    static final Duration LIFE = Duration.ofMinutes(15);
    private static final int MOST = 100;

    private final LongSupplier wallMillis;
    private final Map<Buffer, Code> codes = new LinkedHashMap<>(16, 0.75f, false) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Buffer, Code> eldest) {
            return size() > MOST;
        }
    };

    LoginCodes(LongSupplier wallMillis) {
        this.wallMillis = wallMillis;
    }

    /** @param origin the hash of the token whose session it opens */
    synchronized LoginCode make(Buffer origin) {
        String code = Secret.random();
        long expires = wallMillis.getAsLong() + LIFE.toMillis();
        codes.put(Secret.hash(code), new Code(origin, expires));
        return new LoginCode(code, expires);
    }

    /** The hash of the token for which there is such a code; afterwards there is none. */
    synchronized Optional<Buffer> use(Buffer hash) {
        Code code = codes.remove(hash);
        return code == null || wallMillis.getAsLong() >= code.expiresMillis()
                ? Optional.empty()
                : Optional.of(code.origin());
    }

    private record Code(Buffer origin, long expiresMillis) {}
}
