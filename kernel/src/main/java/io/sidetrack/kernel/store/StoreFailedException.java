package io.sidetrack.kernel.store;

/** Storage failed. The outcome of the write under way is not known; nothing is accepted until the store was reopened. */
public final class StoreFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StoreFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
