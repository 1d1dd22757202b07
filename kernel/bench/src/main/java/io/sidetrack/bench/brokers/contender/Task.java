package io.sidetrack.bench.brokers.contender;

import java.util.ArrayList;
import java.util.List;

/**
 * What a contender is to do; handed to its JVM as system properties.
 *
 * @param broker where the broker is: {@code host:port}
 * @param input the topic or queue that it reads
 * @param output the topic or queue that it writes
 * @param group the consumer group; a queue needs none
 * @param workMillis how long the work for one event takes without holding a thread; 0 for none
 * @param inFlight how many events may be under way at once, where that is bounded
 */
public record Task(String broker, String input, String output, String group, int workMillis, int inFlight) {

    /** In the child. */
    static Task ofSystem() {
        return new Task(
                property("broker"),
                property("input"),
                property("output"),
                property("group"),
                Integer.getInteger("task.work-millis", 0),
                Integer.getInteger("task.in-flight", 0));
    }

    /** For the command line of the child. */
    public List<String> options() {
        List<String> options = new ArrayList<>();
        options.add("-Dtask.broker=" + broker);
        options.add("-Dtask.input=" + input);
        options.add("-Dtask.output=" + output);
        options.add("-Dtask.group=" + group);
        options.add("-Dtask.work-millis=" + workMillis);
        options.add("-Dtask.in-flight=" + inFlight);
        return options;
    }

    private static String property(String name) {
        String value = System.getProperty("task." + name);
        if (value == null) {
            throw new IllegalStateException("no property task." + name);
        }
        return value;
    }
}
