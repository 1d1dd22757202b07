package io.sidetrack.kernel.plugin;

import io.sidetrack.kernel.plugin.Components.PluginInfo;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What lies in the drop folder, by file name.
 *
 * @param candidates jars that describe themselves as plugins, each id once
 * @param refused jars that are none, or whose id an earlier file has taken
 */
record PluginFolder(List<Candidate> candidates, List<PluginInfo> refused) {
    private static final Logger LOG = LoggerFactory.getLogger(PluginFolder.class);

    static PluginFolder scan(Path dropFolder, Path privateFolder) {
        Map<String, Candidate> byId = new LinkedHashMap<>();
        List<PluginInfo> refused = new ArrayList<>();
        for (Path jar : jars(dropFolder, refused)) {
            try {
                Candidate candidate = Candidate.read(jar, privateFolder);
                Candidate first = byId.putIfAbsent(candidate.id(), candidate);
                if (first != null) {
                    refused.add(candidate.info("failed", sameId(first, candidate), new ContributionList()));
                } else {
                    warn(candidate);
                }
            } catch (PluginFailure e) {
                refused.add(unnamed(String.valueOf(jar.getFileName()), e.getMessage()));
            }
        }
        return new PluginFolder(List.copyOf(byId.values()), refused);
    }

    private static List<Path> jars(Path folder, List<PluginInfo> refused) {
        List<Path> jars = new ArrayList<>();
        if (!Files.exists(folder)) {
            return jars;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.jar")) {
            files.forEach(jars::add);
        } catch (IOException | java.nio.file.DirectoryIteratorException e) {
            refused.add(unnamed(folder.toString(), "the folder could not be read: " + PluginFailure.describe(e)));
        }
        jars.sort(Comparator.comparing(jar -> String.valueOf(jar.getFileName())));
        return jars;
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
        return new PluginInfo(file, "", "", "", "failed", problem, file, "", List.of(), List.of(), List.of());
    }
}
