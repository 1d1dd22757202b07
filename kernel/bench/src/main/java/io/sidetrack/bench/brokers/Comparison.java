package io.sidetrack.bench.brokers;

import io.sidetrack.bench.running.Ratios;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Lets contenders take turns and prints their figures: least / median / greatest, and beside the bare loop round by round, so that
 * what the machine does meanwhile falls out. Who begins a round changes from round to round.
 */
final class Comparison {
    private static final PrintStream OUT = System.out;

    private final String title;
    private final Map<String, List<Figures>> figures = new LinkedHashMap<>();

    private Comparison(String title) {
        this.title = title;
    }

    static Comparison run(String title, List<Contender> all, Settings settings, Turn turn) throws Exception {
        Comparison comparison = new Comparison(title);
        List<Contender> contenders = settings.contenders().isEmpty()
                ? all
                : all.stream()
                        .filter(each ->
                                settings.contenders().contains(each.name().replace(' ', '-')))
                        .toList();
        contenders.forEach(each -> comparison.figures.put(each.name(), new ArrayList<>()));
        OUT.printf("%n%s%n", title);
        for (int round = 0; round < settings.rounds(); round++) {
            for (int i = 0; i < contenders.size(); i++) {
                Contender contender = contenders.get((round + i) % contenders.size());
                Figures one = turn.run(contender);
                comparison
                        .figures
                        .computeIfAbsent(contender.name(), none -> new ArrayList<>())
                        .add(one);
                OUT.printf(Locale.ROOT, "  %d %-18s %s%n", round + 1, contender.name(), shown(one));
            }
        }
        return comparison;
    }

    private static String shown(Figures one) {
        String text = String.format(
                Locale.ROOT,
                "%,9.0f/s %6.2f CPU s per million %5.0f MiB",
                one.perSecond(),
                one.cpuPerMillion(),
                one.peakMebibytes());
        return Double.isNaN(one.p50Millis())
                ? text
                : text + String.format(Locale.ROOT, "  p50 %.2f ms  p99 %.2f ms", one.p50Millis(), one.p99Millis());
    }

    void print() {
        OUT.printf("%n%s; least / median / greatest%n%n", title);
        boolean timed = figures.values().stream().flatMap(List::stream).anyMatch(one -> !Double.isNaN(one.p50Millis()));
        if (timed) {
            table("p50 ms", "%.2f", Figures::p50Millis);
            table("p99 ms", "%.2f", Figures::p99Millis);
        } else {
            table("events/s", "%,.0f", Figures::perSecond);
        }
        table("CPU s per million", "%.2f", Figures::cpuPerMillion);
        table("peak MiB", "%.0f", Figures::peakMebibytes);
    }

    private void table(String what, String format, ToDoubleFunction<Figures> figure) {
        OUT.printf("| %s | | beside the bare loop |%n|---|---|---|%n", what);
        List<Figures> bare = figures.getOrDefault(Contender.BARE, List.of());
        figures.forEach((name, all) -> {
            Ratios own = ratios(all, figure);
            boolean beside = !bare.isEmpty() && !name.equals(Contender.BARE);
            OUT.printf(
                    "| %s | %s | %s |%n",
                    name,
                    own.text(format),
                    beside ? own.to(ratios(bare, figure)).text("%.2f") : "");
        });
        OUT.println();
    }

    private static Ratios ratios(List<Figures> all, ToDoubleFunction<Figures> figure) {
        Ratios ratios = new Ratios();
        all.forEach(one -> ratios.add(figure.applyAsDouble(one)));
        return ratios;
    }
}
