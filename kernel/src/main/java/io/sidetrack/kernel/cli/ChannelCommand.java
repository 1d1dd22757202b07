package io.sidetrack.kernel.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code channel …}. */
@Command(
        name = "channel",
        description = "Publishes to channels and follows them.",
        subcommands = {ChannelPublish.class, ChannelTail.class})
final class ChannelCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing a command: publish or tail");
    }
}
