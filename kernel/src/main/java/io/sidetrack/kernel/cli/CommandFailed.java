package io.sidetrack.kernel.cli;

/** A command cannot do what it was asked to; the message is for the person who asked. */
final class CommandFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CommandFailed(String message) {
        super(message);
    }
}
