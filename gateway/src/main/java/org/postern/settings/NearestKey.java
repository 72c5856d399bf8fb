package org.postern.settings;

import java.util.Collection;
import java.util.List;

/// Finds the key that somebody probably meant.
final class NearestKey {
    private final List<String> known;

    NearestKey(Collection<String> known) {
        this.known = List.copyOf(known);
    }

    /// A question to end a line with, or nothing where no known key is near.
    String hint(String key) {
        String best = "";
        int least = Math.max(3, key.length() / 3);
        for (String candidate : known) {
            int distance = distance(key, candidate);
            boolean sameName = lastPart(candidate).equals(lastPart(key));
            if (distance < least || (sameName && best.isEmpty())) {
                best = candidate;
                least = Math.min(least, distance);
            }
        }
        return best.isEmpty() ? "" : "; did you mean " + best + "?";
    }

    private static String lastPart(String key) {
        return key.substring(key.lastIndexOf('.') + 1);
    }

    /// Insertions, deletions, replacements and swaps of neighbours that make one text of the other.
    static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                d[i][j] = i == 0 || j == 0 ? i + j : step(d, a, b, i, j);
            }
        }
        return d[a.length()][b.length()];
    }

    private static int step(int[][] d, String a, String b, int i, int j) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int least = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + change);
        boolean swapped =
                i > 1
                        && j > 1
                        && a.charAt(i - 1) == b.charAt(j - 2)
                        && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(least, d[i - 2][j - 2] + 1) : least;
    }
}
