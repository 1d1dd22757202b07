package io.sidetrack.kernel.dispatch;

import io.sidetrack.api.error.Decision;
import io.sidetrack.api.error.ErroredEvent;
import java.util.function.Consumer;

/** The error-workflow handlers of a subscription, in the order of the configuration. */
public interface Handlers {

    int size();

    /** The reference of a handler, {@code plugin.component}, as the audit names it. */
    String name(int index);

    /**
     * Asks one handler. It answers on the shard's thread; exceptions, {@code null} and conditions that do not match are answered
     * as {@link Decision.Leave}. It may answer never or twice: the engine takes the first answer before the deadline.
     */
    void ask(int index, ErroredEvent errored, Consumer<Decision> answer);

    /** No handlers: a person decides at once. */
    Handlers NONE = new Handlers() {
        @Override
        public int size() {
            return 0;
        }

        @Override
        public String name(int index) {
            throw new IndexOutOfBoundsException(index);
        }

        @Override
        public void ask(int index, ErroredEvent errored, Consumer<Decision> answer) {
            throw new IndexOutOfBoundsException(index);
        }
    };
}
