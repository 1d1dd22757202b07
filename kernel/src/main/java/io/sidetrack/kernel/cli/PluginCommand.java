package io.sidetrack.kernel.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code plugin …}. */
@Command(
        name = "plugin",
        description = "Shows the plugins of a running node, and begins new ones.",
        subcommands = {PluginNew.class, PluginList.class})
final class PluginCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing a command: new or list");
    }
}
