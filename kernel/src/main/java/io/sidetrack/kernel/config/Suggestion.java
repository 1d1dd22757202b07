package io.sidetrack.kernel.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Finds what somebody may have meant by a name that is not known. */
public final class Suggestion {
    private Suggestion() {}

    /** {@code "; did you mean 'x'?"} for the known name nearest to {@code given}, or nothing where none is near. */
    public static String among(Collection<String> known, String given) {
        String lower = given.toLowerCase(Locale.ROOT);
        int tolerance = Math.max(1, given.length() / 3);
        return known.stream()
                .filter(name -> distance(lower, name.toLowerCase(Locale.ROOT)) <= tolerance)
                .min(Comparator.comparingInt(name -> distance(lower, name.toLowerCase(Locale.ROOT))))
                .map(name -> "; did you mean '" + name + "'?")
                .orElse("");
    }

    /** The number of letters to insert, drop, replace or swap with their neighbour to get from one to the other. */
    private static int distance(String from, String to) {
        int[][] cost = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                int replace = cost[i - 1][j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                cost[i][j] = Math.min(replace, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
                if (i > 1
                        && j > 1
                        && from.charAt(i - 1) == to.charAt(j - 2)
                        && from.charAt(i - 2) == to.charAt(j - 1)) {
                    cost[i][j] = Math.min(cost[i][j], 1 + cost[i - 2][j - 2]);
                }
            }
        }
        return cost[from.length()][to.length()];
    }
}
