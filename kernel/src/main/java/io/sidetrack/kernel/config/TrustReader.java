package io.sidetrack.kernel.config;

import io.sidetrack.api.config.Option;
import io.sidetrack.kernel.config.ConfigOptions.Plugins;
import io.sidetrack.kernel.config.NodeConfig.Trust;
import io.sidetrack.kernel.config.NodeConfig.TrustConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads which plugins may load, with the certificates that the file names: the words below {@code plugins} that are no ids. */
final class TrustReader {
    private final Problems problems;
    private final Path folder;

    /** @param folder where relative paths begin */
    TrustReader(Problems problems, Path folder) {
        this.problems = problems;
        this.folder = folder;
    }

    /** What stands below {@code plugins} without those words. */
    static @Nullable YamlNode otherThan(@Nullable YamlNode plugins) {
        return plugins instanceof YamlNode.Mapping mapping ? part(mapping, false) : plugins;
    }

    /** Where something is wrong, what is returned trusts no more jars than the file would. */
    TrustConfig read(@Nullable YamlNode plugins) {
        YamlNode words = plugins instanceof YamlNode.Mapping mapping ? part(mapping, true) : null;
        Section section = Section.open("plugins", words, Plugins.DECLARED.options(), problems);
        Trust trust = section.get(Plugins.TRUST);
        YamlNode word = section.node(Plugins.TRUST);
        boolean any = trust == Trust.ANY && (word == null || "any".equals(word.value()));
        List<String> files = section.find(Plugins.CERTIFICATES);
        boolean listed = section.has(Plugins.CERTIFICATES);
        if (any && listed) {
            problems.add(
                    "plugins.certificates",
                    "vouches for nothing while 'plugins.trust' is 'any'; set that to 'signed', or leave this out");
        } else if (trust == Trust.SIGNED && !listed) {
            problems.add(
                    "plugins.certificates",
                    "is missing; with trust 'signed' expected the PEM files of the certificates that vouch for plugins");
        }
        List<X509Certificate> certificates = new ArrayList<>();
        int index = 0;
        for (String file : files == null ? List.<String>of() : files) {
            certificates.addAll(certificates("plugins.certificates[" + index++ + "]", file));
        }
        return any && !listed ? TrustConfig.ANY : new TrustConfig(Trust.SIGNED, List.copyOf(certificates));
    }

    private static YamlNode part(YamlNode.Mapping plugins, boolean words) {
        List<String> names =
                Plugins.DECLARED.options().stream().<String>map(Option::name).toList();
        Map<String, YamlNode> part = new LinkedHashMap<>(plugins.entries());
        part.keySet().removeIf(key -> names.contains(key) != words);
        return new YamlNode.Mapping(part);
    }

    private List<X509Certificate> certificates(String path, String file) {
        String is = "is '" + file + "', ";
        try (InputStream in = Files.newInputStream(folder.resolve(file))) {
            Collection<? extends Certificate> found =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (found.isEmpty()) {
                problems.add(path, is + "in which there is no certificate; expected a PEM file with one or more");
            }
            return found.stream().map(X509Certificate.class::cast).collect(Collectors.toList());
        } catch (CertificateException e) {
            problems.add(
                    path,
                    is + "which is not of certificates alone (" + e.getMessage()
                            + "); expected a PEM file with one or more, and no keys");
        } catch (IOException | InvalidPathException e) {
            problems.add(path, is + "which cannot be read (" + e + ")");
        }
        return List.of();
    }
}
