package io.sidetrack.bench.running;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A figure of every round, and what is said of them: the least, the median and the greatest. */
public final class Ratios {
    private final List<Double> rounds = new ArrayList<>();

    public void add(double figure) {
        rounds.add(figure);
    }

    /** This beside another, round by round. */
    public Ratios to(Ratios other) {
        Ratios ratios = new Ratios();
        for (int i = 0; i < rounds.size(); i++) {
            ratios.add(rounds.get(i) / other.rounds.get(i));
        }
        return ratios;
    }

    public double median() {
        double[] sorted = sorted();
        return sorted[sorted.length / 2];
    }

    private double[] sorted() {
        return rounds.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    }

    /** {@code least/median/greatest}. */
    public String text(String format) {
        double[] sorted = sorted();
        return String.format(
                Locale.ROOT,
                format + " / " + format + " / " + format,
                sorted[0],
                sorted[sorted.length / 2],
                sorted[sorted.length - 1]);
    }

    /** The value that a share of them does not exceed. */
    public static double percentile(long[] values, double share) {
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.min(sorted.length - 1L, (long) (sorted.length * share))];
    }
}
