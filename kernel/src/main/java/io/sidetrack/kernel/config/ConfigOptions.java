package io.sidetrack.kernel.config;

import io.sidetrack.api.config.Option;
import io.sidetrack.api.config.OptionType;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Every option of the configuration file, declared once: the readers and the reference page follow these. */
final class ConfigOptions {
    private ConfigOptions() {}

    /** A map of options that stands in the file at {@code path}. */
    record Declaration(String path, String help, List<Option<?>> options) {}

    static final class Root {
        static final Option<Map<String, Object>> HTTP = section("http", "where the admin API and publishing listen");
        static final Option<Map<String, Object>> STORE = section("store", "where the durable state lives");
        static final Option<Map<String, Object>> BROKERS = section("brokers", "brokers by name");
        static final Option<Map<String, Object>> CHANNELS = section("channels", "channels by name");
        static final Option<Map<String, Object>> PLUGINS =
                section("plugins", "which plugins may load, and options of plugins by plugin id");
        static final Option<Map<String, Object>> SUBSCRIPTIONS = section("subscriptions", "subscriptions by name");
        static final Declaration DECLARED = new Declaration(
                "",
                "The whole file. It may be empty.",
                List.of(HTTP, STORE, BROKERS, CHANNELS, PLUGINS, SUBSCRIPTIONS));

        private Root() {}
    }

    static final class Http {
        static final Option<String> HOST = Option.of(
                "host",
                ConfigTypes.TEXT,
                "127.0.0.1",
                "the address to listen on; anything but loopback is reachable by others");
        static final Option<Integer> PORT =
                Option.of("port", ConfigTypes.integer(0, 65_535), 8080, "the port; 0 takes any free one");
        static final Option<Long> MAX_BODY =
                Option.of("max-body", ConfigTypes.size(1024, "1KiB"), 16L << 20, "the largest request body");
        static final Declaration DECLARED = new Declaration("http", "The HTTP server.", List.of(HOST, PORT, MAX_BODY));

        private Http() {}
    }

    static final class Store {
        static final Option<String> URL = Option.of(
                "url",
                ConfigTypes.STORE_URL,
                "jdbc:sqlite:data/sidetrack.db",
                "a JDBC URL; a SQLite path below `data/` is in the data folder, another relative one begins beside it");
        static final Option<Duration> KEEP_RESOLVED = Option.of(
                "keep-resolved",
                ConfigTypes.POSITIVE_DURATION,
                Duration.ofDays(30),
                "how long an errored event is kept once it is resolved, with its attempts, revisions and resolutions; open"
                        + " ones stay");
        static final Option<Duration> KEEP_AUDIT = Option.of(
                "keep-audit",
                ConfigTypes.POSITIVE_DURATION,
                Duration.ofDays(400),
                "how long the audit is kept (a year and a month); what concerns an open errored event stays");
        static final Option<Duration> KEEP_INBOX = Option.of(
                "keep-inbox",
                ConfigTypes.POSITIVE_DURATION,
                Duration.ofDays(7),
                "how long a settled message of a remote queue is recognised when it is delivered again; longer than the"
                        + " broker may hold it back");
        static final Declaration DECLARED =
                new Declaration("store", "The store.", List.of(URL, KEEP_RESOLVED, KEEP_AUDIT, KEEP_INBOX));

        private Store() {}
    }

    static final class Broker {
        static final Option<String> ADAPTER =
                Option.required("adapter", ConfigTypes.TEXT, "the broker adapter, by the name its plugin gives it");
        static final Option<Map<String, Object>> OPTIONS = section("options", "what the adapter declares");
        static final Declaration DECLARED = new Declaration("brokers.<name>", "A broker.", List.of(ADAPTER, OPTIONS));

        private Broker() {}
    }

    static final class Channel {
        static final Option<String> BROKER = Option.optional(
                "broker", ConfigTypes.TEXT, "a name under `brokers`; without it the channel is embedded");
        static final Option<String> ADDRESS = Option.optional(
                "address", ConfigTypes.TEXT, "its address at the broker; without it the channel's name");
        static final Option<Duration> RETENTION = Option.of(
                "retention",
                ConfigTypes.POSITIVE_DURATION,
                Duration.ofDays(7),
                "embedded only: how long events done by every subscription are kept, at most");
        static final Option<Long> MAX_EVENTS = Option.of(
                        "max-events",
                        ConfigTypes.atLeast(1),
                        10_000_000L,
                        "embedded only: how many events it is to hold; done ones make room, and publishers are refused while so"
                                + " many wait for the slowest subscription")
                .inUnit("events");
        static final Declaration DECLARED = new Declaration(
                "channels.<name>",
                "A channel; `{}` is an embedded one. `" + ChannelConfig.SYSTEM
                        + "` is always there and stands in no file.",
                List.of(BROKER, ADDRESS, RETENTION, MAX_EVENTS));

        private Channel() {}
    }

    /** What stands below {@code plugins} beside plugin ids, which no plugin has for its id. */
    static final class Plugins {
        static final Option<NodeConfig.Trust> TRUST = Option.of(
                "trust",
                OptionType.oneOf(NodeConfig.Trust.class),
                NodeConfig.Trust.ANY,
                "which jars may load: `any`, or those `signed` by one of `certificates`");
        static final Option<List<String>> CERTIFICATES = Option.optional(
                "certificates",
                ConfigTypes.FILES,
                "`signed` only: PEM files with the certificates of those who sign, or of who issued theirs; relative paths"
                        + " begin at the folder of this file");
        static final Declaration DECLARED = new Declaration(
                "plugins", "All plugins. Any other key is the id of a plugin.", List.of(TRUST, CERTIFICATES));

        private Plugins() {}
    }

    static final class Plugin {
        static final Option<Map<String, Object>> OPTIONS = section(
                "options", "what the plugin declares; what people set while the node runs counts in place of it");
        static final Declaration DECLARED = new Declaration("plugins.<id>", "A plugin.", List.of(OPTIONS));

        private Plugin() {}
    }

    static final class Subscription {
        static final Option<String> PROCESSOR =
                Option.required("processor", ConfigTypes.COMPONENT_REFERENCE, "the processor");
        static final Option<List<String>> FROM = Option.required("from", ConfigTypes.CHANNELS, "the channels it reads");
        static final Option<Map<String, Object>> TO =
                section("to", "the processor's outputs by the channels they go to, such as `{placed: trades-placed}`");
        static final Option<SubscriptionConfig.Ordering> ORDERING = Option.of(
                "ordering",
                OptionType.oneOf(SubscriptionConfig.Ordering.class),
                SubscriptionConfig.Ordering.KEY,
                "what keeps its order: events of one key, of one channel, or none");
        static final Option<String> KEY = Option.of(
                "key",
                ConfigTypes.KEY_RULE,
                "default",
                "where the ordering key comes from: `default` (partitionkey, else subject), `subject` or an extension");
        static final Option<Integer> CONCURRENCY = Option.of(
                "concurrency", ConfigTypes.integer(1, 100_000), 256, "how many attempts may be under way at once");
        static final Option<Duration> TIMEOUT = Option.of(
                "timeout", ConfigTypes.POSITIVE_DURATION, Duration.ofSeconds(30), "how long an attempt may take");
        static final Option<Duration> GRACE = Option.of(
                "grace",
                OptionType.DURATION,
                Duration.ofSeconds(30),
                "how long an attempt out of time may take to end before it counts as indeterminate");
        static final Option<Map<String, Object>> RETRY = section("retry", "retries in place");
        static final Option<List<String>> ON_ERROR = Option.optional(
                "on-error",
                ConfigTypes.LIST,
                "error-workflow handlers in the order they are asked: a name as `plugin.component`, or a map; the"
                        + " dashboard is always last");
        static final Option<Boolean> CIRCUIT = Option.of(
                "circuit",
                OptionType.BOOLEAN,
                true,
                "whether a broad failure stops all attempts until a probe succeeds");
        static final Option<Long> MAX_PARKED = Option.of(
                        "max-parked",
                        ConfigTypes.atLeast(1),
                        10_000_000L,
                        "how many events may be on its sidings before intake waits")
                .inUnit("events");
        static final Option<Object> START = Option.optional(
                "start",
                ConfigTypes.START,
                "where it begins when it has no progress yet; without it with the first event. By channel also at a position"
                        + " (`{trades: 1207}`, embedded) or at positions by partition (`{orders: {0: 1207, 1: 33}}`, a remote"
                        + " log; partitions that are not named begin with their first event)");
        static final Option<Boolean> SHARED = Option.of(
                "shared",
                OptionType.BOOLEAN,
                false,
                "remote channels only: whether other kernels may read for it too (its consumer group, its queue). Sidings and"
                        + " keyed state are in this node's store alone: events of a key that another kernel is given overtake"
                        + " what waits here, and find no state. With ordering `none` it is always shared");
        static final Declaration DECLARED = new Declaration(
                "subscriptions.<name>",
                "A subscription.",
                List.of(
                        PROCESSOR,
                        FROM,
                        TO,
                        ORDERING,
                        KEY,
                        CONCURRENCY,
                        TIMEOUT,
                        GRACE,
                        RETRY,
                        ON_ERROR,
                        CIRCUIT,
                        MAX_PARKED,
                        START,
                        SHARED));

        private Subscription() {}
    }

    static final class Retry {
        static final Option<Integer> ATTEMPTS = Option.of(
                "attempts", ConfigTypes.integer(1, 1000), 3, "how many attempts in all before the event is errored");
        static final Option<Duration> BACKOFF =
                Option.of("backoff", OptionType.DURATION, Duration.ofMillis(200), "the wait before the second attempt");
        static final Option<Duration> MAX_BACKOFF = Option.of(
                "max-backoff", OptionType.DURATION, Duration.ofSeconds(10), "the longest wait; each is twice the last");
        static final Declaration DECLARED = new Declaration(
                "subscriptions.<name>.retry", "Retries in place.", List.of(ATTEMPTS, BACKOFF, MAX_BACKOFF));

        private Retry() {}
    }

    static final class Handler {
        static final Option<String> USE =
                Option.required("use", ConfigTypes.COMPONENT_REFERENCE, "the error-workflow handler");
        static final Option<String> WHEN = Option.optional(
                "when", ConfigTypes.TEXT, "only for events of this type; `*` at the end stands for anything");
        static final Declaration DECLARED = new Declaration(
                "subscriptions.<name>.on-error[]", "A use of an error-workflow handler.", List.of(USE, WHEN));

        private Handler() {}
    }

    /** In the order of the reference page. */
    static List<Declaration> all() {
        return List.of(
                Root.DECLARED,
                Http.DECLARED,
                Store.DECLARED,
                Broker.DECLARED,
                Channel.DECLARED,
                Plugins.DECLARED,
                Plugin.DECLARED,
                Subscription.DECLARED,
                Retry.DECLARED,
                Handler.DECLARED);
    }

    private static Option<Map<String, Object>> section(String name, String help) {
        return Option.optional(name, ConfigTypes.MAP, help);
    }
}
