package io.sidetrack.kernel.lifecycle.subscription;

import static io.sidetrack.kernel.lifecycle.subscription.HostedNode.await;

import io.sidetrack.api.adapter.Assignment;
import io.sidetrack.api.adapter.BrokerAdapter;
import io.sidetrack.api.adapter.ConnectionContext;
import io.sidetrack.api.adapter.Delivery;
import io.sidetrack.api.adapter.Receiver;
import io.sidetrack.api.adapter.Source;
import io.sidetrack.api.adapter.SourceRequest;
import io.sidetrack.api.config.Options;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Another kernel that reads at a broker: takes what it is given and keeps it to itself. */
final class RemoteReaders implements Receiver {

    static Source open(BrokerAdapter adapter, Vertx vertx, String address, String subscription) {
        return await(adapter.connect(new ConnectionContext(vertx, "other", Options.none(), Duration.ofSeconds(10)))
                .compose(connection -> connection.openSource(
                        new SourceRequest(
                                "channel", address, subscription, "another-kernel", false, Map.of(), Map.of()),
                        new RemoteReaders())));
    }

    @Override
    public void received(List<Delivery> batch) {}

    @Override
    public Future<Void> assigned(List<Assignment> assignments) {
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> revoked(List<Assignment> assignments) {
        return Future.succeededFuture();
    }

    @Override
    public void lost(List<Assignment> assignments) {}

    @Override
    public void failed(Throwable cause) {}
}
