package io.sidetrack.kernel.store;

import io.cloudevents.CloudEvent;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** The channels of the embedded broker: durable logs. See {@link Store} for durability and threading. */
public interface ChannelStore {

    /** Makes the channels that are not there yet and sets the limits of all. Channels that are not named keep their events. */
    Future<Void> declare(List<ChannelSpec> channels);

    /**
     * Appends a batch whole or not at all. An event whose source and id were appended within the deduplication window is not
     * appended again: its old position is answered. Fails with {@link ChannelException} (nothing appended).
     */
    Future<List<Appended>> append(String channel, List<CloudEvent> batch);

    /** Up to {@code limit} events at and behind {@code fromPosition}, ascending. Positions begin at 1 and may have gaps. */
    Future<List<ChannelEvent>> read(String channel, long fromPosition, int limit);

    /** The first position appended at or after {@code time}; behind the last where there is none. */
    Future<Long> positionAt(String channel, Instant time);

    Future<ChannelInfo> info(String channel);

    /**
     * Calls {@code listener} after each durable append with the new highest position, on a thread of the store: do not block.
     * The returned handle ends it.
     */
    Runnable onAppend(String channel, Consumer<Long> listener);

    /** Removes what every subscription that reads it has done and that is past its retention, or too many. Answers how many events went. */
    Future<Long> trim(String channel);

    /** The answer for one event of a batch. */
    record Appended(long position, boolean duplicate) {}

    /** An event at its place. */
    record ChannelEvent(long position, long atMillis, CloudEvent event) {}

    /** @param last the highest position ever appended, 0 for none; {@code first} is {@code last + 1} where it is empty */
    record ChannelInfo(String name, long first, long last, long events, long bytes) {}
}
