package io.sidetrack.kernel.config;

import io.sidetrack.api.config.Option;
import io.sidetrack.kernel.config.ConfigOptions.Broker;
import io.sidetrack.kernel.config.ConfigOptions.Channel;
import io.sidetrack.kernel.config.ConfigOptions.Http;
import io.sidetrack.kernel.config.ConfigOptions.Plugin;
import io.sidetrack.kernel.config.ConfigOptions.Root;
import io.sidetrack.kernel.config.NodeConfig.BrokerConfig;
import io.sidetrack.kernel.config.NodeConfig.HttpConfig;
import io.sidetrack.kernel.config.NodeConfig.PluginConfig;
import io.sidetrack.kernel.config.NodeConfig.StoreConfig;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Turns the tree of a file into a {@link NodeConfig}; what it returns is only sound where it added no problem. */
final class NodeReader {
    private final Problems problems;
    private final Path folder;

    /** @param folder where relative paths begin */
    NodeReader(Problems problems, Path folder) {
        this.problems = problems;
        this.folder = folder;
    }

    NodeConfig read(YamlNode tree) {
        Section root = Section.open("", tree, Root.DECLARED.options(), problems);
        Map<String, BrokerConfig> brokers =
                named(Root.BROKERS, root.node(Root.BROKERS), ConfigTypes.NAME, this::broker);
        Map<String, ChannelConfig> channels =
                named(Root.CHANNELS, root.node(Root.CHANNELS), ConfigTypes.CHANNEL_NAME, this::channel);
        channels.put(ChannelConfig.SYSTEM, systemChannel());
        Map<String, PluginConfig> plugins =
                named(Root.PLUGINS, TrustReader.otherThan(root.node(Root.PLUGINS)), ConfigTypes.NAME, this::plugin);
        Map<String, SubscriptionConfig> subscriptions = named(
                Root.SUBSCRIPTIONS,
                root.node(Root.SUBSCRIPTIONS),
                ConfigTypes.NAME,
                new SubscriptionReader(problems)::read);
        return new NodeConfig(
                http(root.node(Root.HTTP)),
                store(root.node(Root.STORE)),
                Collections.unmodifiableMap(brokers),
                Collections.unmodifiableMap(channels),
                Collections.unmodifiableMap(plugins),
                Collections.unmodifiableMap(subscriptions),
                new TrustReader(problems, folder).read(root.node(Root.PLUGINS)));
    }

    private HttpConfig http(@Nullable YamlNode node) {
        Section http = Section.open("http", node, Http.DECLARED.options(), problems);
        return new HttpConfig(http.get(Http.HOST), http.get(Http.PORT), http.get(Http.MAX_BODY));
    }

    private StoreConfig store(@Nullable YamlNode node) {
        Section store = Section.open("store", node, ConfigOptions.Store.DECLARED.options(), problems);
        return new StoreConfig(
                store.get(ConfigOptions.Store.URL),
                store.get(ConfigOptions.Store.KEEP_RESOLVED),
                store.get(ConfigOptions.Store.KEEP_AUDIT),
                store.get(ConfigOptions.Store.KEEP_INBOX));
    }

    private BrokerConfig broker(String name, String path, YamlNode node) {
        Section broker = Section.open(path, node, Broker.DECLARED.options(), problems);
        return new BrokerConfig(name, broker.required(Broker.ADAPTER, ""), broker.raw(Broker.OPTIONS));
    }

    private PluginConfig plugin(String id, String path, YamlNode node) {
        Section plugin = Section.open(path, node, Plugin.DECLARED.options(), problems);
        return new PluginConfig(id, plugin.raw(Plugin.OPTIONS));
    }

    private ChannelConfig channel(String name, String path, YamlNode node) {
        Section channel = Section.open(path, node, Channel.DECLARED.options(), problems);
        if (name.equals(ChannelConfig.SYSTEM)) {
            problems.add(path, "is the kernel's own channel and always there; leave it out");
        }
        String broker = channel.find(Channel.BROKER);
        String address = channel.find(Channel.ADDRESS);
        if (broker == null) {
            refuse(channel, Channel.ADDRESS, "is for channels of a broker; add 'broker', or leave it out");
        } else {
            refuse(channel, Channel.RETENTION, "is for embedded channels; set it at the broker");
            refuse(channel, Channel.MAX_EVENTS, "is for embedded channels; set it at the broker");
        }
        return new ChannelConfig(
                name,
                broker,
                address == null ? name : address,
                channel.get(Channel.RETENTION),
                channel.get(Channel.MAX_EVENTS));
    }

    private void refuse(Section section, Option<?> option, String why) {
        if (section.has(option)) {
            problems.add(section.path(option), why);
        }
    }

    private ChannelConfig systemChannel() {
        Section defaults = Section.open("", null, Channel.DECLARED.options(), problems);
        return new ChannelConfig(
                ChannelConfig.SYSTEM,
                null,
                ChannelConfig.SYSTEM,
                defaults.get(Channel.RETENTION),
                defaults.get(Channel.MAX_EVENTS));
    }

    private interface EntryReader<T> {
        T read(String name, String path, YamlNode node);
    }

    private <T> Map<String, T> named(
            Option<?> option, @Nullable YamlNode entries, Pattern names, EntryReader<T> reader) {
        Map<String, T> read = new LinkedHashMap<>();
        Section.entries(option.name(), entries, problems).forEach((name, node) -> {
            String path = option.name() + "." + name;
            if (!names.matcher(name).matches()) {
                problems.add(
                        path,
                        "is no valid name; expected lower-case letters, digits and '-', beginning with a letter"
                                + (names == ConfigTypes.CHANNEL_NAME ? ", with dots between parts" : ""));
            }
            read.put(name, reader.read(name, path, node));
        });
        return read;
    }
}
