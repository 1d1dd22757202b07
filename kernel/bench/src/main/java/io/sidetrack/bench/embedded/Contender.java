package io.sidetrack.bench.embedded;

import io.cloudevents.CloudEvent;
import java.io.IOException;
import java.util.List;

/** Takes batches of events, each durable before its publisher goes on. */
interface Contender extends AutoCloseable {

    /** Ready for one more publisher. Called on the publisher's thread, which closes it. */
    Publisher publisher() throws Exception;

    @Override
    void close() throws IOException;

    /** One thread's way in. */
    interface Publisher extends AutoCloseable {
        /** Returns when the batch is durable, or done where the contender goes that far. */
        void publish(List<CloudEvent> batch) throws Exception;

        @Override
        default void close() throws IOException {}
    }
}
