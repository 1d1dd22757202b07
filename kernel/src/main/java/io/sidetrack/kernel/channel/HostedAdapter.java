package io.sidetrack.kernel.channel;

import io.sidetrack.api.adapter.BrokerAdapter;
import io.sidetrack.api.adapter.Capabilities;
import io.sidetrack.api.config.Options;
import io.sidetrack.kernel.config.NodeConfig.BrokerConfig;
import io.sidetrack.kernel.plugin.Components;
import io.sidetrack.kernel.plugin.Components.AdapterComponent;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;

/**
 * The adapter of one broker, on an event loop of its plugin.
 *
 * @param deployment of {@code loop} in {@code vertx}
 */
record HostedAdapter(
        BrokerAdapter adapter,
        Capabilities capabilities,
        Options options,
        Secrets secrets,
        Vertx vertx,
        Context loop,
        String deployment) {

    /**
     * Looks the adapter up, checks the broker's options against its declaration and gives it a loop. Fails with
     * {@link ChannelRefusedException} where no plugin contributes it, or with every problem of the options at once.
     *
     * @param kernel runs the plugin's factory on a worker: nobody knows how long it takes
     * @param gone called when the plugin's Vert.x has closed
     */
    static Future<HostedAdapter> find(Vertx kernel, Components components, BrokerConfig broker, Runnable gone) {
        return kernel.executeBlocking(() -> look(components, broker), false).compose(found -> found.deploy(gone));
    }

    private static Found look(Components components, BrokerConfig broker) {
        AdapterComponent component = components
                .brokerAdapter(broker.adapter())
                .orElseThrow(() -> new ChannelRefusedException("no plugin contributes adapter '" + broker.adapter()
                        + "'; install the plugin that does, or correct brokers." + broker.name() + ".adapter"));
        List<String> problems = new ArrayList<>();
        Options options =
                Options.check("brokers." + broker.name() + ".options", component.options(), broker.options(), problems);
        if (!problems.isEmpty()) {
            throw new ChannelRefusedException(String.join("; ", problems));
        }
        return new Found(
                component,
                component.adapter().capabilities(),
                options,
                Secrets.of(component.options(), broker.options()));
    }

    /** Ends its loop; the plugin's Vert.x may be gone before it. */
    Future<Void> undeploy() {
        return vertx.undeploy(deployment).otherwiseEmpty();
    }

    private record Found(AdapterComponent component, Capabilities capabilities, Options options, Secrets secrets) {
        Future<HostedAdapter> deploy(Runnable gone) {
            AdapterLoop loop = new AdapterLoop(gone);
            Vertx vertx = component.vertx();
            return vertx.deployVerticle(loop, new DeploymentOptions().setClassLoader(component.loader()))
                    .map(deployment -> new HostedAdapter(
                            component.adapter(), capabilities, options, secrets, vertx, loop.loop(), deployment));
        }
    }
}
