package io.sidetrack.kernel.access;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * Who asks. What a caller changes is recorded under the name.
 *
 * @param expiresMillis when the proof ends, {@code null} for never
 * @param grant the hash of the token or, for a browser, of its session: with it the caller ends
 * @param browser whether a session proves the name, so that the browser and not its user may have sent the request
 */
public record Caller(String name, Role role, @Nullable Long expiresMillis, Buffer grant, boolean browser) {}
