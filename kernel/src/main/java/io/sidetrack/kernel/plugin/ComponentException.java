package io.sidetrack.kernel.plugin;

/** A plugin could not create one of its components; the message names the component and the reason. */
public final class ComponentException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ComponentException(String message, Throwable cause) {
        super(message, cause);
    }
}
