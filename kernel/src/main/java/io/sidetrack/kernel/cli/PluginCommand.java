package io.sidetrack.kernel.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code plugin …}. */
@Command(
        name = "plugin",
        description = "Shows and steers the plugins of a running node, and begins new ones.",
        subcommands = {
            PluginNew.class,
            PluginList.class,
            PluginInstall.class,
            PluginSteered.Start.class,
            PluginSteered.Stop.class,
            PluginSteered.Reload.class,
            PluginSteered.RollBack.class,
            PluginOption.class,
            PluginRemove.class
        })
final class PluginCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "Missing a command: new, list, install, start, stop, reload, rollback, option or remove");
    }
}
