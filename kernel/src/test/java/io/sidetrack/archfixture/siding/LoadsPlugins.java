package io.sidetrack.archfixture.siding;

import org.pf4j.PluginManager;

public final class LoadsPlugins {
    public PluginManager plugins;
}
