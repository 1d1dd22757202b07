package io.sidetrack.kernel.config;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The whole of {@code conf/sidetrack.yaml}, checked. Maps keep the order of the file; {@code channels} ends with
 * {@link ChannelConfig#SYSTEM}, which stands in no file.
 */
public record NodeConfig(
        HttpConfig http,
        StoreConfig store,
        Map<String, BrokerConfig> brokers,
        Map<String, ChannelConfig> channels,
        Map<String, PluginConfig> plugins,
        Map<String, SubscriptionConfig> subscriptions,
        TrustConfig trust) {

    /** One that trusts any plugin. */
    public NodeConfig(
            HttpConfig http,
            StoreConfig store,
            Map<String, BrokerConfig> brokers,
            Map<String, ChannelConfig> channels,
            Map<String, PluginConfig> plugins,
            Map<String, SubscriptionConfig> subscriptions) {
        this(http, store, brokers, channels, plugins, subscriptions, TrustConfig.ANY);
    }

    /** @param maxBody the largest request body in bytes */
    public record HttpConfig(String host, int port, long maxBody) {}

    /**
     * @param url a JDBC URL; a SQLite path below `data/` is in the data folder, another relative one begins beside it
     * @param keepResolved how long errored events are kept once they are resolved
     * @param keepAudit how long audit entries are kept
     * @param keepInbox how long settled messages of remote queues are recognised
     */
    public record StoreConfig(String url, Duration keepResolved, Duration keepAudit, Duration keepInbox) {}

    /** @param adapter the adapter's name as a plugin contributes it */
    public record BrokerConfig(String name, String adapter, Map<String, Object> options) {}

    /** The options of one plugin as they stand in the file. */
    public record PluginConfig(String id, Map<String, Object> options) {
        /** What stands beside the ids of plugins in the file, and so is none. */
        public static final Set<String> RESERVED = Set.of("trust", "certificates");
    }

    /** Which jars may load. */
    public enum Trust {
        ANY,
        SIGNED
    }

    /** @param certificates those that vouch for jars; none where any jar may load */
    public record TrustConfig(Trust trust, List<X509Certificate> certificates) {
        public static final TrustConfig ANY = new TrustConfig(Trust.ANY, List.of());
    }
}
