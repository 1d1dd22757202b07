package io.sidetrack.kernel.plugin.release;

import java.time.Instant;
import java.util.List;

/**
 * The classes of an unloaded plugin that the JVM has kept although it has unloaded others since.
 *
 * @param since when the plugin was unloaded
 * @param holders what holds them, each a part of a sentence, as far as it can be seen; never empty
 */
public record HeldClasses(String version, String sha256, Instant since, List<String> holders) {}
