package io.sidetrack.archfixture.plugin;

import org.pf4j.PluginManager;

public final class MayLoadPlugins {
    public PluginManager plugins;
}
