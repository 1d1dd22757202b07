package io.sidetrack.bench.scale;

import io.sidetrack.api.SidetrackPlugin;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;

/** Makes the jar of a plugin that is one class of the benches. */
public final class PluginJar {
    private PluginJar() {}

    public static void write(Path file, String id, Class<? extends SidetrackPlugin> plugin) throws IOException {
        String name = plugin.getName().replace('.', '/') + ".class";
        String properties = "plugin.id=" + id + "\nplugin.version=1.0.0\nplugin.provider=bench\nplugin.class="
                + plugin.getName() + "\n";
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out);
                InputStream own = plugin.getClassLoader().getResourceAsStream(name)) {
            if (own == null) {
                throw new IOException("no class file " + name);
            }
            jar.putNextEntry(new ZipEntry("plugin.properties"));
            jar.write(properties.getBytes(StandardCharsets.UTF_8));
            jar.putNextEntry(new ZipEntry(name));
            own.transferTo(jar);
        }
    }
}
