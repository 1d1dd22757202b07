package io.sidetrack.kernel.lifecycle.subscription;

import io.sidetrack.api.adapter.Assignment;
import io.sidetrack.api.adapter.Delivery;
import io.sidetrack.api.adapter.Receiver;
import io.sidetrack.kernel.dispatch.Shard;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** A source's calls, on the shard's thread in their order. */
final class ToShard implements Receiver {
    private final String channel;
    private final Shard shard;
    private final Context context;
    private final BiConsumer<String, Throwable> broke;

    /** @param broke told on the context, with the channel, when the source is broken */
    ToShard(String channel, Shard shard, Context context, BiConsumer<String, Throwable> broke) {
        this.channel = channel;
        this.shard = shard;
        this.context = context;
        this.broke = broke;
    }

    @Override
    public void received(List<Delivery> batch) {
        onShard(running -> running.received(channel, batch));
    }

    @Override
    public Future<Void> assigned(List<Assignment> assignments) {
        Promise<Void> taken = Promise.promise();
        onShard(running -> {
            running.assigned(channel, assignments);
            taken.complete();
        });
        return taken.future();
    }

    @Override
    public Future<Void> revoked(List<Assignment> assignments) {
        Promise<Void> gone = Promise.promise();
        onShard(running -> running.revoked(channel, assignments, gone::tryComplete));
        return gone.future();
    }

    @Override
    public void lost(List<Assignment> assignments) {
        onShard(running -> running.lost(channel, assignments));
    }

    @Override
    public void failed(Throwable cause) {
        context.runOnContext(now -> broke.accept(channel, cause));
    }

    private void onShard(Consumer<Shard> call) {
        if (Vertx.currentContext() == context) {
            call.accept(shard);
        } else {
            context.runOnContext(now -> call.accept(shard));
        }
    }
}
