package io.sidetrack.kernel.channel;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.adapter.BrokerConnection;
import io.sidetrack.api.adapter.Capabilities;
import io.sidetrack.api.adapter.Confirmation;
import io.sidetrack.api.adapter.ConnectionContext;
import io.sidetrack.api.adapter.Receiver;
import io.sidetrack.api.adapter.Source;
import io.sidetrack.api.adapter.StartPosition;
import io.sidetrack.api.config.Options;
import io.sidetrack.kernel.config.ChannelConfig;
import io.sidetrack.kernel.config.NodeConfig;
import io.sidetrack.kernel.config.NodeConfig.BrokerConfig;
import io.sidetrack.kernel.config.SubscriptionConfig;
import io.sidetrack.kernel.embedded.CallerContext;
import io.sidetrack.kernel.embedded.EmbeddedAdapter;
import io.sidetrack.kernel.plugin.Components;
import io.sidetrack.kernel.store.ChannelException;
import io.sidetrack.kernel.store.ChannelException.Reason;
import io.sidetrack.kernel.store.ChannelSpec;
import io.sidetrack.kernel.store.ChannelStore;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The channels of the configuration file, at the embedded broker and at those that plugins connect.
 *
 * <p><b>Life.</b> Made from a checked configuration; {@link #start} declares the embedded channels and begins to connect the
 * brokers; {@link #close} ends everything that was opened here, within deadlines. Used once.
 */
public final class ConfiguredTopology implements Topology {
    private final ChannelStore store;
    private final String instance;
    private final TopologySettings settings;
    private final Context home;
    private final Vertx vertx;
    private final BrokerConnection embedded;
    private final List<ChannelSpec> specs = new ArrayList<>();
    private final Map<String, BrokerLink> links = new LinkedHashMap<>();
    private final Map<String, ChannelBinding> bindings = new LinkedHashMap<>();
    private @Nullable Retention retention;

    /**
     * @param vertx the kernel's own
     * @param instance what brokers know this kernel by
     */
    public ConfiguredTopology(
            Vertx vertx, NodeConfig config, Components components, ChannelStore store, String instance) {
        this(vertx, config, components, store, instance, TopologySettings.DEFAULTS, new SplittableRandom());
    }

    ConfiguredTopology(
            Vertx vertx,
            NodeConfig config,
            Components components,
            ChannelStore store,
            String instance,
            TopologySettings settings,
            RandomGenerator random) {
        this.vertx = vertx;
        this.store = store;
        this.instance = instance;
        this.settings = settings;
        this.home = vertx.getOrCreateContext();
        EmbeddedAdapter adapter = new EmbeddedAdapter(store);
        this.embedded = adapter.connect(new ConnectionContext(vertx, "embedded", Options.none(), settings.connect()))
                .result();
        for (BrokerConfig broker : config.brokers().values()) {
            links.put(broker.name(), new BrokerLink(vertx, home, components, broker, settings, random));
        }
        for (ChannelConfig channel : config.channels().values()) {
            bindings.put(channel.name(), bind(channel, config, adapter.capabilities()));
        }
    }

    private ChannelBinding bind(ChannelConfig channel, NodeConfig config, Capabilities ofEmbedded) {
        String broker = channel.broker();
        if (broker == null) {
            specs.add(new ChannelSpec(channel.name(), channel.retention(), channel.maxEvents()));
            return new EmbeddedBinding(
                    channel.name(), embedded, ofEmbedded, store, new BoundedCalls(vertx, home), settings.send());
        }
        BrokerLink link = links.get(broker);
        if (link == null) {
            throw new ChannelRefusedException("channels." + channel.name() + ".broker: is '" + broker
                    + "'; expected one of brokers: " + links.keySet());
        }
        return new RemoteBinding(channel, broker, link, home, reader(channel, config), instance);
    }

    /** The first subscription of the configuration that reads the channel's address, through whatever channel. */
    private static @Nullable String reader(ChannelConfig channel, NodeConfig config) {
        for (SubscriptionConfig subscription : config.subscriptions().values()) {
            for (String from : subscription.from()) {
                ChannelConfig other = config.channels().get(from);
                if (other != null
                        && channel.broker() != null
                        && channel.broker().equals(other.broker())
                        && channel.address().equals(other.address())) {
                    return subscription.name();
                }
            }
        }
        return null;
    }

    /**
     * Succeeds when the embedded channels are declared and the adapter of every broker was looked up, connected or not. Fails
     * where the store refuses.
     */
    public Future<Void> start() {
        return CallerContext.current().bring(store.declare(specs).compose(declared -> {
            retention = new Retention(vertx, store, specs, settings.trim());
            return Future.join(links.values().stream().map(BrokerLink::start).toList())
                    .mapEmpty();
        }));
    }

    /** Succeeds when everything is closed or out of time. */
    public Future<Void> close() {
        if (retention != null) {
            retention.close();
        }
        List<Future<Void>> ends = new ArrayList<>();
        links.values().forEach(link -> ends.add(link.close()));
        ends.add(embedded.close());
        return CallerContext.current().bring(Future.join(ends).<Void>mapEmpty().otherwiseEmpty());
    }

    /** The channels of brokers that one of these adapters connects. */
    public Set<String> channelsOf(Set<String> adapters) {
        return brokers().stream()
                .filter(broker -> adapters.contains(broker.adapter()))
                .flatMap(broker -> broker.channels().stream())
                .collect(Collectors.toSet());
    }

    /**
     * Lets go of these adapters: sources and sinks are closed, then connections, each within its deadline. Afterwards nothing of
     * them is called. What is sent meanwhile is indeterminate; sources that are asked for wait.
     */
    public Future<Void> release(Set<String> adapters) {
        return linked(adapters, BrokerLink::release);
    }

    /** Looks these adapters up again and connects; succeeds when they were looked up. */
    public Future<Void> resume(Set<String> adapters) {
        return linked(adapters, BrokerLink::resume);
    }

    private Future<Void> linked(Set<String> adapters, Function<BrokerLink, Future<Void>> step) {
        List<Future<Void>> steps = links.values().stream()
                .filter(link -> adapters.contains(link.broker().adapter()))
                .map(step)
                .toList();
        return CallerContext.current().bring(Future.join(steps).<Void>mapEmpty().otherwiseEmpty());
    }

    @Override
    public boolean isEmbedded(String channel) {
        return binding(channel).isEmbedded();
    }

    @Override
    public Capabilities capabilities(String channel) {
        return binding(channel).capabilities();
    }

    @Override
    public String place(String channel) {
        ChannelState state = binding(channel).state();
        return state.broker() + "/" + state.address();
    }

    @Override
    public String reason(String channel, Throwable cause) {
        return binding(channel).reason(cause);
    }

    @Override
    public Future<Source> openSource(Reading reading, Receiver receiver) {
        return answer(() -> binding(reading.channel()).openSource(reading, receiver));
    }

    @Override
    public Future<Map<String, Long>> positions(String channel, StartPosition place) {
        return answer(() -> binding(channel).positions(place));
    }

    @Override
    public Future<Map<String, Long>> progress(String channel, String subscription) {
        return answer(() -> binding(channel).progress(subscription));
    }

    @Override
    public Future<List<Confirmation>> send(String channel, List<CloudEvent> batch) {
        ChannelBinding binding = bindings.get(channel);
        return binding == null
                ? Future.succeededFuture(batch.stream()
                        .map(event -> (Confirmation) new Confirmation.Rejected("unknown channel '" + channel + "'"))
                        .toList())
                : answer(() -> binding.send(batch));
    }

    @Override
    public Future<List<Published>> publish(String channel, List<CloudEvent> batch) {
        return answer(() -> publishable(channel).publish(batch));
    }

    @Override
    public List<ChannelState> channels() {
        return bindings.values().stream().map(ChannelBinding::state).toList();
    }

    @Override
    public List<BrokerState> brokers() {
        List<ChannelState> channels = channels();
        return links.values().stream()
                .map(link -> {
                    String name = link.broker().name();
                    BrokerLink.Standing standing = link.standing();
                    return new BrokerState(
                            name,
                            link.broker().adapter(),
                            standing.state(),
                            standing.detail(),
                            standing.since(),
                            channels.stream()
                                    .filter(channel -> !channel.embedded()
                                            && channel.broker().equals(name))
                                    .map(ChannelState::name)
                                    .toList());
                })
                .toList();
    }

    private static <T> Future<T> answer(Supplier<Future<T>> call) {
        return CallerContext.current().bring(BoundedCalls.settle(call));
    }

    private ChannelBinding publishable(String channel) {
        if (channel.equals(ChannelConfig.SYSTEM)) {
            throw new ChannelException(
                    Reason.UNKNOWN_CHANNEL, "channel " + channel + " is the kernel's own; publish to another one");
        }
        return binding(channel);
    }

    private ChannelBinding binding(String channel) {
        ChannelBinding binding = bindings.get(channel);
        if (binding == null) {
            throw new ChannelException(
                    Reason.UNKNOWN_CHANNEL, "unknown channel '" + channel + "'; expected one of " + bindings.keySet());
        }
        return binding;
    }
}
