package io.sidetrack.kernel.lifecycle;

import java.util.List;

/**
 * A subscription that stands for a moment when a plugin is replaced.
 *
 * @param components what it uses of that plugin: processors, error handlers and broker adapters by their names; none where it
 *     uses only a plugin that needs that one
 */
public record PluginUse(String subscription, List<String> components) {}
