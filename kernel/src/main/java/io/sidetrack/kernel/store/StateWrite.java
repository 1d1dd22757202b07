package io.sidetrack.kernel.store;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** A change of keyed state: the new bytes, or {@code null} to remove it. */
public record StateWrite(String key, @Nullable Buffer state) {}
