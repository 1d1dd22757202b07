package io.sidetrack.kernel.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code token …}. */
@Command(
        name = "token",
        description = "Makes and revokes named tokens: who may act on a running node.",
        subcommands = {TokenCreate.class, TokenList.class, TokenRevoke.class, TokenLoginLink.class})
final class TokenCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing a command: create, list, revoke or login-link");
    }
}
