package io.sidetrack.api.adapter;

import java.util.Map;

/**
 * What a source reads.
 *
 * @param channel the channel's name, for messages and metrics
 * @param address the channel's address at the broker
 * @param subscription whose progress it is: the consumer group of a log; instances of one subscription compete
 * @param instance names the kernel that reads; the same after a restart, and another for each kernel. A broker that knows its
 *     members by name gives one that comes back what it had, without waiting for its old session to run out
 * @param exclusive whether this must be the only reader of the subscription: the adapter looks before it opens, and at each
 *     assignment, whether somebody else reads for the subscription (a member of the group, a consumer of the queue). If so it
 *     takes nothing, or gives back what it has, and says so with {@link CompetingConsumerException}, as the failure of
 *     {@link BrokerConnection#openSource} or in {@link Receiver#failed}
 * @param start by partition the position of the first event to deliver where the broker knows no progress of the subscription; a
 *     partition that is not named begins at its first event. A position that is not there any more stands for the next one that
 *     is, one beyond the end for the end. A queue is given none: it begins with what it holds
 * @param committed per partition the position that the kernel knows to be settled; a log resumes behind it or behind the
 *     broker's own committed position, whichever is lower
 */
public record SourceRequest(
        String channel,
        String address,
        String subscription,
        String instance,
        boolean exclusive,
        Map<String, Long> start,
        Map<String, Long> committed) {

    public SourceRequest {
        start = Map.copyOf(start);
        committed = Map.copyOf(committed);
    }
}
