package io.sidetrack.kernel.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sidetrack.kernel.config.ConfigException;
import io.sidetrack.kernel.lifecycle.StartException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The entry point of {@code bin/sidetrack}. Exit codes: 0 ok, 2 wrong usage or configuration, 1 other. */
@Command(
        name = "sidetrack",
        description = "Moves failed events aside while all other keys keep flowing.",
        footer = {
            "",
            "Exit codes: 0 ok, 2 wrong usage or configuration, 1 other.",
            "'sidetrack COMMAND --help' tells more of a command."
        },
        versionProvider = Main.Version.class)
public final class Main implements Runnable {
    private static final Map<String, Supplier<Object>> COMMANDS = commands();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help and end.")
    boolean help; // read by picocli alone

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the version and end.")
    boolean version; // read by picocli alone

    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, true, UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, UTF_8);
        int exit = commandLine(args).setOut(out).setErr(err).execute(args);
        out.flush();
        err.flush();
        System.exit(exit);
    }

    private static Map<String, Supplier<Object>> commands() {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("run", RunCommand::new);
        commands.put("demo", DemoCommand::new);
        commands.put("config", ConfigCommand::new);
        commands.put("plugin", PluginCommand::new);
        commands.put("errors", ErrorsCommand::new);
        commands.put("channel", ChannelCommand::new);
        commands.put("token", TokenCommand::new);
        return commands;
    }

    /** Knows the command that the arguments begin with and no other, for each costs a start some time; all where they name none. */
    static CommandLine commandLine(String... args) {
        CommandLine line = new CommandLine(new Main());
        String named = args.length > 0 && COMMANDS.containsKey(args[0]) ? args[0] : null;
        COMMANDS.forEach((name, command) -> {
            if (named == null || named.equals(name)) {
                line.addSubcommand(command.get());
            }
        });
        return line.setExecutionExceptionHandler(Main::failed)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing a command");
    }

    /** What a person can put right is told in a sentence; everything else is a defect and shows where it happened. */
    private static int failed(Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
        PrintWriter err = command.getErr();
        if (failure instanceof CommandFailed) {
            err.println("sidetrack: " + failure.getMessage());
            return command.getCommandSpec().exitCodeOnExecutionException();
        }
        if (failure instanceof StartException || failure instanceof ConfigException) {
            err.println("sidetrack: " + failure.getMessage());
            return command.getCommandSpec().exitCodeOnInvalidInput();
        }
        err.println("sidetrack: unexpected failure, please report it");
        failure.printStackTrace(err);
        return command.getCommandSpec().exitCodeOnExecutionException();
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"sidetrack " + Home.version()};
        }
    }
}
