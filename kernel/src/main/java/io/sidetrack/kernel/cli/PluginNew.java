package io.sidetrack.kernel.cli;

import io.sidetrack.kernel.config.NodeConfig.PluginConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.lang.model.SourceVersion;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code plugin new}. */
@Command(
        name = "new",
        description =
                "Writes a Maven project for a new plugin: a processor, an error-workflow handler, their tests, and a"
                        + " configuration to run them. It builds with Maven and the sdk/ of this installation.")
final class PluginNew implements Callable<Integer> {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "NAME", description = "The plugin's id: small letters, digits and '-'.")
    private String name = "";

    @Option(
            names = "--package",
            paramLabel = "PACKAGE",
            description = "The Java package of its classes. Default: the name without '-'.")
    private @Nullable String javaPackage;

    @Option(names = "--dir", paramLabel = "DIR", description = "The folder to write into. Default: NAME, here.")
    private @Nullable Path dir;

    @Override
    public Integer call() {
        if (!NAME.matcher(name).matches()) {
            throw wrong("NAME is '" + name + "'; expected a small letter, then small letters, digits or '-'");
        }
        if (PluginConfig.RESERVED.contains(name)) {
            throw wrong("NAME is '" + name + "', which is the kernel's own word below 'plugins' in its configuration;"
                    + " expected another one");
        }
        String inPackage = javaPackage == null ? name.replace("-", "") : javaPackage;
        if (!SourceVersion.isName(inPackage)) {
            throw wrong((javaPackage == null ? "The package that follows from NAME" : "--package") + " is '" + inPackage
                    + "'; expected the name of a Java package: give one with --package");
        }
        Path folder = (dir == null ? Path.of(name) : dir).toAbsolutePath().normalize();
        try {
            if (isInUse(folder)) {
                throw new CommandFailed(folder + " is there already and is not empty; nothing was written. Give another"
                        + " one with --dir, or move it away");
            }
            Map<Path, String> files = PluginProject.files(name, inPackage, Home.find());
            for (Map.Entry<Path, String> file : files.entrySet()) {
                Path target = folder.resolve(file.getKey());
                Files.createDirectories(target.getParent());
                Files.writeString(target, file.getValue());
            }
        } catch (IOException e) {
            throw new CommandFailed(
                    "Cannot write into " + folder + ": " + e + "; expected a folder that can be written");
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println("Wrote the plugin '" + name + "' into " + folder + "; its README.md tells the rest. Next:");
        out.println();
        out.println("  cd " + folder);
        out.println("  mvn package");
        out.println("  cp target/" + name + ".jar " + Home.find().plugins() + "/");
        out.println("  " + Home.command() + " run --config sidetrack.yaml");
        return 0;
    }

    private static boolean isInUse(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return false;
        }
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.findAny().isPresent();
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
