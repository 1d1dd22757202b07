package io.sidetrack.kernel.lifecycle.subscription;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.adapter.Confirmation;
import io.sidetrack.kernel.channel.Topology;
import io.sidetrack.kernel.config.ChannelConfig;
import io.sidetrack.kernel.dispatch.Emitter;
import io.sidetrack.kernel.store.ChannelException;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

/** Sends emits to remote channels. */
final class TopologyEmitter implements Emitter {
    private final Topology topology;
    private final Context context;

    TopologyEmitter(Topology topology, Context context) {
        this.topology = topology;
        this.context = context;
    }

    @Override
    public void send(String channel, List<CloudEvent> batch, Consumer<List<Confirmation>> answer) {
        topology.send(channel, batch)
                .otherwise(failure -> Collections.nCopies(
                        batch.size(), new Confirmation.Indeterminate(String.valueOf(failure.getMessage()))))
                .onSuccess(confirmations -> onShard(() -> answer.accept(confirmations)));
    }

    @Override
    public Destination destinationOf(String channel) {
        if (channel.equals(ChannelConfig.SYSTEM)) {
            return Destination.NOWHERE;
        }
        try {
            return topology.isEmbedded(channel) ? Destination.STORE : Destination.REMOTE;
        } catch (ChannelException unknown) {
            return Destination.NOWHERE;
        }
    }

    private void onShard(Runnable task) {
        if (Vertx.currentContext() == context) {
            task.run();
        } else {
            context.runOnContext(now -> task.run());
        }
    }
}
