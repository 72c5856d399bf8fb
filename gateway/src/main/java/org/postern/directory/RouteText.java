package org.postern.directory;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.postern.journey.TlsUse;
import org.postern.journey.Transport;

/// Reads a route as people write it: next hops, then options, separated by blanks.
final class RouteText {
    private RouteText() {}

    static Destination.Route parse(String text) {
        List<Target> targets = new ArrayList<>();
        Transport transport = Transport.SMTP;
        Optional<TlsUse> tls = Optional.empty();
        String login = "";
        for (String word : text.strip().split(" +", -1)) {
            int equals = word.indexOf('=');
            String value = word.substring(equals + 1);
            switch (equals < 0 ? "" : word.substring(0, equals)) {
                case "transport" -> transport = one(Transport.class, value);
                case "tls" -> tls = Optional.of(one(TlsUse.class, value));
                case "login" -> login = value;
                default -> targets.add(Target.parse(word));
            }
        }
        return new Destination.Route(targets, transport, tls, login);
    }

    private static <E extends Enum<E>> E one(Class<E> kind, String text) {
        List<E> all = List.of(kind.getEnumConstants());
        return all.stream()
                .filter(it -> it.name().toLowerCase(Locale.ROOT).equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("write one of " + lower(all)));
    }

    private static String lower(List<?> words) {
        return words.toString().toLowerCase(Locale.ROOT);
    }
}
