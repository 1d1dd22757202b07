package io.sidetrack.kernel.store;

/** The configuration changes the order of a subscription that still has sidings, keyed state or ranges above its watermark. */
public final class OrderChangedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public OrderChangedException(String message) {
        super(message);
    }
}
