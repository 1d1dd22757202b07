package io.sidetrack.kernel.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code errors …}. */
@Command(
        name = "errors",
        description = "Shows and resolves errored events.",
        subcommands = {ErrorsList.class, ErrorsShow.class, ErrorsResubmit.class, ErrorsDiscard.class})
final class ErrorsCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing a command: list, show, resubmit or discard");
    }
}
