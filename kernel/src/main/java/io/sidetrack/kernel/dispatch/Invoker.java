package io.sidetrack.kernel.dispatch;

/** Calls the processor. */
public interface Invoker {

    /**
     * Starts an attempt. When it ends, now or ever, {@link Attempt#succeed} or {@link Attempt#fail} is called on the shard's
     * thread, once; this may happen within this call. Never throws.
     */
    void invoke(Attempt attempt);

    /** The attempt is out of time: interrupts it where it can be. It still ends by {@link Attempt#succeed} or {@link Attempt#fail}. */
    void interrupt(Attempt attempt);
}
