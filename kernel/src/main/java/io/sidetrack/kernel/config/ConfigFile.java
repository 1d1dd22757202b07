package io.sidetrack.kernel.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A configuration file that was read and found sound by itself. Whether the plugins at hand offer what it names is checked
 * apart, with {@code plugin.ComponentCheck}. Immutable.
 */
public final class ConfigFile {
    private final String name;
    private final NodeConfig config;
    private final Problems lines;

    private ConfigFile(String name, NodeConfig config, Problems lines) {
        this.name = name;
        this.config = config;
        this.lines = lines;
    }

    /**
     * Reads a file.
     *
     * @throws ConfigException with every problem at once; a file that is missing or cannot be read is one problem
     */
    public static ConfigFile read(Path file) throws ConfigException {
        return read(file, config -> List.of());
    }

    /**
     * Reads a file and checks it further, so that what the file has wrong and what the check finds are reported together. The
     * check also sees a faulty configuration, with defaults or empty texts where something is wrong; what it finds at the path
     * of another problem is left out.
     */
    public static ConfigFile read(Path file, Function<NodeConfig, List<Problem>> check) throws ConfigException {
        try {
            String yaml = Files.readString(file);
            Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent(), "what can be read is in a folder");
            return parse(file.toString(), yaml, folder, check);
        } catch (NoSuchFileException e) {
            throw unreadable(file, "there is no such file; name one with --config");
        } catch (CharacterCodingException e) {
            throw unreadable(file, "is not in UTF-8; save it as UTF-8");
        } catch (IOException e) {
            throw unreadable(file, "cannot be read (" + e + ")");
        }
    }

    /**
     * Reads a text; an empty one is a configuration without subscriptions.
     *
     * @param name what messages call it
     */
    public static ConfigFile parse(String name, String yaml) throws ConfigException {
        return parse(name, yaml, config -> List.of());
    }

    static ConfigFile parse(String name, String yaml, Function<NodeConfig, List<Problem>> check)
            throws ConfigException {
        return parse(name, yaml, Path.of(""), check);
    }

    private static ConfigFile parse(String name, String yaml, Path folder, Function<NodeConfig, List<Problem>> check)
            throws ConfigException {
        Problems problems = new Problems();
        YamlNode tree = YamlTree.parse(yaml, problems);
        NodeConfig config = new NodeReader(problems, folder).read(tree);
        new CrossCheck(config, problems).run();
        Set<String> faulty = problems.list().stream().map(Problem::path).collect(Collectors.toSet());
        for (Problem found : check.apply(config)) {
            if (found.path().isEmpty() || !faulty.contains(found.path())) {
                problems.add(found.path(), found.message());
            }
        }
        if (!problems.list().isEmpty()) {
            throw new ConfigException(name, problems.list());
        }
        return new ConfigFile(name, config, problems);
    }

    /** The configuration of an empty file. */
    public static NodeConfig defaults() {
        try {
            return parse("defaults", "").config();
        } catch (ConfigException e) {
            throw new AssertionError("the defaults must be valid", e);
        }
    }

    public NodeConfig config() {
        return config;
    }

    /** The exception for problems that were found later; each gets the line its path has in this file. */
    public ConfigException exception(List<Problem> problems) {
        List<Problem> located = new ArrayList<>();
        for (Problem problem : problems) {
            int line = problem.line() > 0 ? problem.line() : lines.lineOf(problem.path());
            located.add(new Problem(problem.path(), line, problem.message()));
        }
        return new ConfigException(name, located);
    }

    private static ConfigException unreadable(Path file, String message) {
        return new ConfigException(file.toString(), List.of(new Problem("", 0, message)));
    }
}
