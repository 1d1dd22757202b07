package io.sidetrack.bench.brokers;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * How much a bench does, from system properties; {@code -Dshort} sets what gives a first impression in two minutes.
 *
 * @param works which of its works a bench does; empty for all
 * @param contenders which contenders take part; empty for all
 * @param rounds how often each takes its turn
 * @param events how many events a turn of full speed has, the warm-up included
 * @param warmUp how many of them count for nothing
 * @param rateSeconds how long the fixed rate is measured, after a warm-up that is half as long
 * @param heap the heap of every contender, as {@code -Xms} and {@code -Xmx} take it
 * @param distribution the packed distribution
 * @param folder where brokers, nodes and logs are put
 * @param profile whether the node is recorded, alone, and its hot spots are printed
 */
record Settings(
        List<String> works,
        List<String> contenders,
        int rounds,
        int events,
        int warmUp,
        int rateSeconds,
        String heap,
        Path distribution,
        Path folder,
        boolean profile) {

    static Settings ofSystem(int usualEvents) {
        boolean isShort = Boolean.getBoolean("short") || "".equals(System.getProperty("short"));
        boolean profile = Boolean.getBoolean("profile") || "".equals(System.getProperty("profile"));
        int events = Integer.getInteger("events", isShort ? usualEvents / 4 : usualEvents);
        return new Settings(
                names("works"),
                profile ? List.of(Contender.OURS) : names("contenders"),
                Integer.getInteger("rounds", isShort || profile ? 1 : 5),
                events,
                Integer.getInteger("warm-up", events / 2),
                Integer.getInteger("rate-seconds", isShort ? 8 : 20),
                System.getProperty("heap", "256m"),
                Path.of(System.getProperty("distribution", "kernel/target/sidetrack"))
                        .toAbsolutePath(),
                Path.of(System.getProperty("folder", "target")).toAbsolutePath(),
                profile);
    }

    boolean does(String work) {
        return works.isEmpty() || works.contains(work);
    }

    private static List<String> names(String property) {
        return Arrays.stream(System.getProperty(property, "").split(","))
                .filter(name -> !name.isBlank())
                .toList();
    }
}
