package io.sidetrack.bench.brokers;

import io.sidetrack.bench.brokers.contender.Task;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Who takes part. A new process for each turn, all with the same heap. */
interface Contender {
    String BARE = "bare loop";
    String OURS = "sidetrack";

    String name();

    /** Starts it in an empty folder of its own, where it may put what it likes. */
    ContenderProcess start(Task task, Settings settings, Path folder) throws Exception;

    /** What reads and writes by itself, on a JVM with one folder of jars. */
    record Loop(String name, String jars, Class<?> main, List<String> options) implements Contender {

        Loop(String name, String jars, Class<?> main) {
            this(name, jars, main, List.of());
        }

        @Override
        public ContenderProcess start(Task task, Settings settings, Path folder) throws Exception {
            Path target = target();
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(heap(settings));
            command.addAll(options);
            command.addAll(task.options());
            command.add("-cp");
            command.add(target.resolve("benchmarks-contenders.jar") + ":"
                    + target.resolve("contenders").resolve(jars) + "/*");
            command.add(main.getName());
            return ContenderProcess.start(name, command, "", folder.resolve("log.txt"));
        }

        /** Where the build has put the benches. */
        private static Path target() throws Exception {
            Path jar = Path.of(Task.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return jar.resolveSibling("");
        }
    }

    static List<String> heap(Settings settings) {
        return List.of("-Xms" + settings.heap(), "-Xmx" + settings.heap());
    }
}
