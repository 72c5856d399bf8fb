package org.postern.mail.auth;

import java.util.Optional;
import org.postern.mail.address.IpAddress;

/// What is said of checks. Text of strangers is cut and made printable before it is repeated.
final class SpfTexts {
    private static final int MOST = 100;

    /// A reply has lines of 512 octets, and the explanation is not all that is in it.
    private static final int MOST_OF_EXPLANATION = 400;

    private SpfTexts() {}

    static String cut(String text) {
        return printable(text.length() > MOST ? text.substring(0, MOST) + "..." : text);
    }

    static String printable(String text) {
        return isPrintable(text) ? text : text.replaceAll("[^ -~]", "?");
    }

    private static boolean isPrintable(String text) {
        return text.chars().allMatch(it -> it >= ' ' && it <= '~');
    }

    /// An explanation as it can be shown; nothing where it cannot.
    static Optional<String> explanation(String text) {
        boolean good = !text.isBlank() && text.length() <= MOST_OF_EXPLANATION && isPrintable(text);
        return good ? Optional.of(text) : Optional.empty();
    }

    /// @param by what decided, such as `-all`
    static String decided(SpfResult result, IpAddress client, String domain, String by) {
        String said =
                switch (result) {
                    case PASS -> " may send for ";
                    case FAIL -> " may not send for ";
                    case SOFTFAIL -> " probably may not send for ";
                    case NEUTRAL, NONE, TEMPERROR, PERMERROR -> " is not judged by ";
                };
        return client + said + cut(domain) + " (" + by + ")";
    }
}
