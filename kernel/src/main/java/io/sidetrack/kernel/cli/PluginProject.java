package io.sidetrack.kernel.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/** The files of a new plugin's project: the templates beside this class, with {@code @name@} filled in. */
final class PluginProject {
    private PluginProject() {}

    /** The files by their path in the project. */
    static Map<Path, String> files(String id, String javaPackage, Home home) throws IOException {
        Properties values = new Properties();
        try (InputStreamReader versions = new InputStreamReader(open("versions.properties"), UTF_8)) {
            values.load(versions);
        }
        values.setProperty("id", id);
        values.setProperty("Name", camelCase(id));
        values.setProperty("package", javaPackage);
        values.setProperty("home", home.folder().toString());
        values.setProperty("sdk", home.folder().resolve("sdk").toUri().toString());

        Path main = Path.of("src/main/java").resolve(javaPackage.replace('.', '/'));
        Path test = Path.of("src/test/java").resolve(javaPackage.replace('.', '/'));
        Map<Path, String> templates = new LinkedHashMap<>();
        templates.put(Path.of("pom.xml"), "pom.xml");
        templates.put(Path.of("README.md"), "README.md");
        templates.put(Path.of("sidetrack.yaml"), "sidetrack.yaml");
        templates.put(Path.of(".gitignore"), "gitignore");
        templates.put(Path.of("src/main/resources/plugin.properties"), "plugin.properties");
        templates.put(main.resolve(camelCase(id) + "Plugin.java"), "Plugin.java");
        templates.put(main.resolve("Total.java"), "Total.java");
        templates.put(main.resolve("StripUnit.java"), "StripUnit.java");
        templates.put(test.resolve("TotalTest.java"), "TotalTest.java");
        templates.put(test.resolve("StripUnitTest.java"), "StripUnitTest.java");

        Map<Path, String> files = new LinkedHashMap<>();
        for (Map.Entry<Path, String> template : templates.entrySet()) {
            files.put(template.getKey(), filled(template.getValue(), values));
        }
        return files;
    }

    private static String filled(String template, Properties values) throws IOException {
        String text;
        try (InputStream stream = open(template)) {
            text = new String(stream.readAllBytes(), UTF_8);
        }
        for (String name : values.stringPropertyNames()) {
            text = text.replace('@' + name + '@', values.getProperty(name));
        }
        return text;
    }

    private static InputStream open(String template) {
        InputStream stream = PluginProject.class.getResourceAsStream("new-plugin/" + template);
        if (stream == null) {
            throw new IllegalStateException("the jar of the kernel lacks new-plugin/" + template);
        }
        return stream;
    }

    private static String camelCase(String id) {
        StringBuilder name = new StringBuilder();
        for (String word : id.split("-")) {
            if (!word.isEmpty()) {
                name.append(Character.toUpperCase(word.charAt(0))).append(word, 1, word.length());
            }
        }
        return name.toString();
    }
}
