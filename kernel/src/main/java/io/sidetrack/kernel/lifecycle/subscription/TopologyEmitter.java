package io.sidetrack.kernel.lifecycle.subscription;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.adapter.Confirmation;
import io.sidetrack.kernel.channel.Topology;
import io.sidetrack.kernel.config.ChannelConfig;
import io.sidetrack.kernel.dispatch.Emitter;
import io.sidetrack.kernel.store.ChannelException;
import io.sidetrack.kernel.store.Emission;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Sends emits to remote channels: runs of one channel as one batch, the runs one after the other, so that order is kept. */
final class TopologyEmitter implements Emitter {
    private final Topology topology;
    private final Context context;

    TopologyEmitter(Topology topology, Context context) {
        this.topology = topology;
        this.context = context;
    }

    @Override
    public void send(List<Emission> emissions, Consumer<List<Confirmation>> answer) {
        send(List.copyOf(emissions), 0, new ArrayList<>(emissions.size()))
                .onComplete(done -> context.runOnContext(now -> answer.accept(done.result())));
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

    private Future<List<Confirmation>> send(List<Emission> emissions, int from, List<Confirmation> answers) {
        if (from == emissions.size()) {
            return Future.succeededFuture(answers);
        }
        String channel = emissions.get(from).channel();
        List<CloudEvent> batch = new ArrayList<>();
        int to = from;
        while (to < emissions.size() && emissions.get(to).channel().equals(channel)) {
            batch.add(emissions.get(to++).event());
        }
        int next = to;
        return topology.send(channel, batch)
                .otherwise(failure -> unknown(batch.size(), failure))
                .compose(confirmations -> {
                    answers.addAll(confirmations);
                    return send(emissions, next, answers);
                });
    }

    private static List<Confirmation> unknown(int count, Throwable failure) {
        List<Confirmation> answers = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            answers.add(new Confirmation.Indeterminate(String.valueOf(failure.getMessage())));
        }
        return answers;
    }
}
