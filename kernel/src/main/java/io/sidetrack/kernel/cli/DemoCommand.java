package io.sidetrack.kernel.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code demo}. */
@Command(name = "demo", description = "Runs the samples on a data folder of its own.")
final class DemoCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        throw new CommandFailed("not there yet");
    }
}
