package io.sidetrack.kernel.plugin;

import io.sidetrack.kernel.config.NodeConfig.PluginConfig;
import io.sidetrack.kernel.plugin.trust.DistrustException;
import io.sidetrack.kernel.plugin.trust.JarEntries;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import org.pf4j.DefaultVersionManager;
import org.pf4j.PluginDescriptor;
import org.pf4j.PropertiesPluginDescriptorFinder;

/** Reads and checks the {@code plugin.properties} of a jar without extracting it. Stateless. */
final class DescriptorReader {
    static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");

    /** What every plugin gets from the kernel: a copy in the jar is never used, and tells of a wrong scope. */
    private static final List<String> GIVEN = List.of(
            "io/sidetrack/api/", "io/vertx/core/", "org/pf4j/", "org/slf4j/", "io/cloudevents/CloudEvent.class");

    private static final int MOST_BYTES = 64 << 10;

    private DescriptorReader() {}

    /** @param bundled packages that lie in the jar though the kernel gives them to every plugin */
    record Described(PluginDescriptor descriptor, List<String> bundled) {}

    static Described read(Path jar) throws PluginFailure {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            JarEntries.check(zip);
            Properties properties = properties(zip);
            check(properties);
            PluginDescriptor descriptor = new Finder(properties).find(jar);
            return new Described(descriptor, bundled(zip));
        } catch (DistrustException e) {
            throw new PluginFailure(String.valueOf(e.getMessage()), e);
        } catch (ZipException e) {
            throw new PluginFailure("is no jar, or a damaged one: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new PluginFailure("could not be read: " + PluginFailure.describe(e), e);
        }
    }

    private static Properties properties(ZipFile zip) throws IOException, PluginFailure {
        ZipEntry entry = zip.getEntry(PropertiesPluginDescriptorFinder.DEFAULT_PROPERTIES_FILE_NAME);
        if (entry == null) {
            throw new PluginFailure("is no plugin: there is no plugin.properties at the top of the jar");
        }
        Properties properties = new Properties();
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] text = in.readNBytes(MOST_BYTES + 1); // what the entry says of its size may be a lie
            if (text.length > MOST_BYTES) {
                throw new PluginFailure("has a plugin.properties of more than " + MOST_BYTES + " bytes");
            }
            properties.load(new StringReader(new String(text, StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException e) {
            throw new PluginFailure("has a malformed plugin.properties: " + e.getMessage(), e);
        }
        properties.replaceAll((key, value) -> value.toString().strip());
        return properties;
    }

    private static void check(Properties properties) throws PluginFailure {
        List<String> problems = new ArrayList<>();
        String id = properties.getProperty(PropertiesPluginDescriptorFinder.PLUGIN_ID);
        String version = properties.getProperty(PropertiesPluginDescriptorFinder.PLUGIN_VERSION);
        if (isBlank(id)) {
            problems.add("plugin.id is missing");
        } else if (!NAME.matcher(id).matches()) {
            problems.add(
                    "plugin.id is '" + id + "'; expected lower-case letters, digits and '-', beginning with a letter");
        } else if (PluginConfig.RESERVED.contains(id)) {
            problems.add(
                    "plugin.id is '" + id + "', which is the kernel's own word below 'plugins' in its configuration;"
                            + " expected another id");
        }
        if (isBlank(version)) {
            problems.add("plugin.version is missing");
        } else if (!isVersion(version)) {
            problems.add("plugin.version is '" + version + "'; expected a version such as 1.2.0");
        }
        if (isBlank(properties.getProperty(PropertiesPluginDescriptorFinder.PLUGIN_CLASS))) {
            problems.add("plugin.class is missing");
        }
        if (!problems.isEmpty()) {
            throw new PluginFailure("has a plugin.properties that cannot be used: " + String.join("; ", problems));
        }
    }

    private static boolean isBlank(@Nullable String text) {
        return text == null || text.isBlank();
    }

    private static boolean isVersion(String text) {
        try {
            return new DefaultVersionManager().compareVersions(text, text) == 0;
        } catch (RuntimeException e) {
            return false;
        }
    }

    private static List<String> bundled(ZipFile zip) {
        return GIVEN.stream()
                .filter(given -> zip.stream().anyMatch(entry -> entry.getName().startsWith(given)))
                .map(given -> given.replaceAll("/$|/[A-Z].*", "").replace('/', '.'))
                .toList();
    }

    /** PF4J's reading of the keys, over properties that were found with clearer errors than its own. */
    private static final class Finder extends PropertiesPluginDescriptorFinder {
        private final Properties properties;

        Finder(Properties properties) {
            this.properties = properties;
        }

        @Override
        protected Properties readProperties(Path path) {
            return properties;
        }
    }
}
