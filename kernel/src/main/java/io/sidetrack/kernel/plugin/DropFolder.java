package io.sidetrack.kernel.plugin;

import io.sidetrack.kernel.plugin.Components.PluginInfo;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder where people drop jars. What it holds counts once it has settled: a file that came or changed is read when two looks
 * have found it the same, one that went is gone when two looks have not found it. A jar that became unreadable stays what it was
 * last, so that a damaged copy stops nothing that runs.
 *
 * <p><b>Threading.</b> Not thread-safe; a look blocks.
 */
final class DropFolder {
    private static final Logger LOG = LoggerFactory.getLogger(DropFolder.class);

    private final Path folder;
    private final Path privateFolder;
    private final Map<String, Seen> files = new TreeMap<>();
    private boolean looked;

    /**
     * What lies there: plugins by file name, each id once, and files that are none, or whose id another file has.
     */
    record Content(List<Candidate> candidates, List<PluginInfo> refused) {}

    /** What tells one state of a file from the next without reading it. */
    private record Print(
            long size, FileTime modified, @Nullable Object key) {
        static @Nullable Print of(Path file) throws IOException {
            try {
                BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
                return new Print(found.size(), found.lastModifiedTime(), found.fileKey());
            } catch (NoSuchFileException e) {
                return null;
            }
        }
    }

    /**
     * @param print {@code null} where the last look did not find it
     * @param settled whether this state of it was read
     * @param candidate what could be read of it last
     * @param problem why it cannot be read as it is
     */
    private record Seen(
            @Nullable Print print,
            boolean settled,
            @Nullable Candidate candidate,
            @Nullable String problem) {
        static final Seen NEVER = new Seen(null, false, null, null);
    }

    DropFolder(Path folder, Path privateFolder) {
        this.folder = folder;
        this.privateFolder = privateFolder;
    }

    /**
     * Looks. The first look takes everything as it is.
     *
     * @param holder the file that a plugin was started from, by its id: of several with that id it is the one
     */
    Content look(Function<String, @Nullable String> holder) {
        List<PluginInfo> refused = new ArrayList<>();
        try {
            Map<String, Path> jars = jars();
            List.copyOf(files.keySet()).stream()
                    .filter(name -> !jars.containsKey(name))
                    .forEach(this::missed);
            jars.forEach(this::found);
            looked = true;
        } catch (IOException | DirectoryIteratorException e) {
            refused.add(unnamed(folder.toString(), "the folder could not be read: " + PluginFailure.describe(e)));
        }
        files.forEach((name, seen) -> {
            if (seen.problem() != null) {
                refused.add(unnamed(name, seen.problem()));
            }
        });
        return new Content(candidates(holder, refused), refused);
    }

    /** The node has put it there itself: it counts at once. */
    void hasTaken(Candidate candidate) throws IOException {
        String name = candidate.copy().name();
        files.put(name, new Seen(Print.of(folder.resolve(name)), true, candidate, null));
    }

    /** The node has deleted it itself. */
    void hasLost(String name) {
        files.remove(name);
    }

    private Map<String, Path> jars() throws IOException {
        Map<String, Path> jars = new TreeMap<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*.jar")) {
            found.forEach(jar -> jars.put(String.valueOf(jar.getFileName()), jar));
        } catch (NoSuchFileException | NotDirectoryException e) {
            if (!files.isEmpty()) {
                throw e; // it was there: what runs is not stopped because a disk has gone
            }
            return Map.of(); // a folder that is missing holds none
        }
        return jars;
    }

    private void missed(String name) {
        Seen before = files.getOrDefault(name, Seen.NEVER);
        if (before.print() == null) {
            files.remove(name);
        } else {
            files.put(name, new Seen(null, false, before.candidate(), before.problem()));
        }
    }

    private void found(String name, Path jar) {
        Seen before = files.getOrDefault(name, Seen.NEVER);
        try {
            Print print = Print.of(jar);
            if (print == null) {
                missed(name);
            } else if (looked && !print.equals(before.print())) {
                files.put(name, new Seen(print, false, before.candidate(), before.problem()));
            } else if (!before.settled()) {
                files.put(name, read(jar, print, before));
            }
        } catch (IOException e) {
            files.put(
                    name, new Seen(null, false, before.candidate(), "could not be read: " + PluginFailure.describe(e)));
        }
    }

    private Seen read(Path jar, Print print, Seen before) throws IOException {
        Candidate candidate = before.candidate();
        String problem = null;
        try {
            candidate = Candidate.read(jar, privateFolder);
            warn(candidate);
        } catch (PluginFailure e) {
            problem = String.valueOf(e.getMessage());
        }
        Print after = Print.of(jar);
        return print.equals(after)
                ? new Seen(print, true, candidate, problem)
                : new Seen(after, false, before.candidate(), before.problem()); // it changed while it was read
    }

    private List<Candidate> candidates(Function<String, @Nullable String> holder, List<PluginInfo> refused) {
        Map<String, List<Candidate>> byId = new LinkedHashMap<>();
        for (Seen seen : files.values()) {
            if (seen.candidate() != null) {
                byId.computeIfAbsent(seen.candidate().id(), id -> new ArrayList<>(1))
                        .add(seen.candidate());
            }
        }
        List<Candidate> candidates = new ArrayList<>();
        byId.forEach((id, all) -> {
            String name = holder.apply(id);
            Candidate first = all.stream()
                    .filter(candidate -> candidate.copy().name().equals(name))
                    .findFirst()
                    .orElse(all.get(0));
            candidates.add(first);
            all.stream()
                    .filter(candidate -> candidate != first)
                    .forEach(candidate -> refused.add(
                            candidate.info("failed", sameId(first, candidate), new ContributionList(), null, null)));
        });
        return candidates;
    }

    private static String sameId(Candidate first, Candidate second) {
        return "plugin id '" + second.id() + "' is taken by " + first.copy().name() + " (version "
                + first.descriptor().getVersion() + "), so " + second.copy().name() + " (version "
                + second.descriptor().getVersion() + ") is refused; remove one of the two";
    }

    private static void warn(Candidate candidate) {
        for (String bundled : candidate.bundled()) {
            LOG.warn(
                    "plugin {}: {} bundles {}, which the kernel gives to every plugin and whose copy is never used; give that"
                            + " dependency the scope 'provided'",
                    candidate.id(),
                    candidate.copy().name(),
                    bundled);
        }
    }

    private static PluginInfo unnamed(String file, @Nullable String problem) {
        return new PluginInfo(
                file, "", "", "", "failed", problem, file, "", List.of(), List.of(), List.of(), null, null);
    }
}
