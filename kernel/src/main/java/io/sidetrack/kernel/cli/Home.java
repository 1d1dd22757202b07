package io.sidetrack.kernel.cli;

import java.nio.file.Path;

/** The folder that an unpacked distribution lies in, and what stands in it. */
record Home(Path folder) {

    /** The one that {@code bin/sidetrack} belongs to; the working directory where Java was started without it. */
    static Home find() {
        return new Home(Path.of(System.getProperty("sidetrack.home", ""))
                .toAbsolutePath()
                .normalize());
    }

    static String version() {
        String version = Main.class.getPackage().getImplementationVersion();
        return version == null ? "unpacked" : version;
    }

    /** The program as it was called, to be shown in commands that can be repeated. */
    static String command() {
        return System.getProperty("sidetrack.command", "sidetrack");
    }

    Path config() {
        return folder.resolve("conf/sidetrack.yaml");
    }

    Path data() {
        return folder.resolve("data");
    }

    Path plugins() {
        return folder.resolve("plugins");
    }

    Path samples() {
        return folder.resolve("samples");
    }

    Path demoData() {
        return folder.resolve("demo-data");
    }
}
