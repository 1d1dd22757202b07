package io.sidetrack.bench.scale;

import io.sidetrack.api.Contributions;
import io.sidetrack.api.SidetrackPlugin;
import io.sidetrack.api.processor.EventRejectedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;

/** A plugin whose processor rejects everything, and how its jar is made. */
public final class RejectingPlugin extends SidetrackPlugin {
    private static final String PROPERTIES =
            "plugin.id=bench\nplugin.version=1.0.0\nplugin.provider=bench\nplugin.class="
                    + RejectingPlugin.class.getName() + "\n";

    @Override
    public void contribute(Contributions add) {
        add.processor("run", context -> call -> {
            throw new EventRejectedException("stays aside");
        });
    }

    static void writeJar(Path file) throws IOException {
        String name = RejectingPlugin.class.getName().replace('.', '/') + ".class";
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out);
                InputStream own = RejectingPlugin.class.getClassLoader().getResourceAsStream(name)) {
            if (own == null) {
                throw new IOException("no class file " + name);
            }
            jar.putNextEntry(new ZipEntry("plugin.properties"));
            jar.write(PROPERTIES.getBytes(StandardCharsets.UTF_8));
            jar.putNextEntry(new ZipEntry(name));
            own.transferTo(jar);
        }
    }
}
