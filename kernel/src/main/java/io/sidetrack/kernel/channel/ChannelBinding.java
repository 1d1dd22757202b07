package io.sidetrack.kernel.channel;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.adapter.Capabilities;
import io.sidetrack.api.adapter.Confirmation;
import io.sidetrack.api.adapter.Receiver;
import io.sidetrack.api.adapter.Source;
import io.sidetrack.api.adapter.StartPosition;
import io.sidetrack.kernel.channel.Topology.ChannelState;
import io.sidetrack.kernel.channel.Topology.Published;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

/** A channel at its broker. The answers may come on any thread; {@link ConfiguredTopology} brings them to the caller. */
interface ChannelBinding {

    boolean isEmbedded();

    Capabilities capabilities();

    String reason(Throwable cause);

    Future<Source> openSource(Reading reading, Receiver receiver);

    Future<Map<String, Long>> positions(StartPosition place);

    Future<Map<String, Long>> progress(String subscription);

    Future<List<Confirmation>> send(List<CloudEvent> batch);

    Future<List<Published>> publish(List<CloudEvent> batch);

    ChannelState state();
}
