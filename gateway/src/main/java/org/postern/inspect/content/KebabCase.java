package org.postern.inspect.content;

import java.util.Locale;

/// Names of findings: lower-case words joined by hyphens.
final class KebabCase {
    private KebabCase() {}

    /// From `CONSTANT_NAME` or `camelCase`.
    static String of(String name) {
        var kebab = new StringBuilder(name.length() + 4);
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '_') {
                kebab.append('-');
                continue;
            }
            boolean word = i > 0 && isUpper(c) && Character.isLowerCase(name.charAt(i - 1));
            kebab.append(word ? "-" : "").append(c);
        }
        return kebab.toString().toLowerCase(Locale.ROOT);
    }

    private static boolean isUpper(char c) {
        return c >= 'A' && c <= 'Z';
    }
}
