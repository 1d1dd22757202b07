package io.sidetrack.pluginprobe;

import io.sidetrack.api.adapter.BrokerAdapter;
import org.jspecify.annotations.Nullable;

/** The adapter that plugins of a test contribute: a broker outlives the plugin that connects it. */
public final class AdapterProbe {
    private static volatile @Nullable BrokerAdapter adapter;

    private AdapterProbe() {}

    public static void set(BrokerAdapter now) {
        adapter = now;
    }

    public static BrokerAdapter get() {
        BrokerAdapter now = adapter;
        if (now == null) {
            throw new IllegalStateException("the test has set no adapter");
        }
        return now;
    }
}
