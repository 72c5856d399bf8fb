package org.postern.mail.address;

import java.util.random.RandomGenerator;

/// Addresses made at random, with a liking for the odd ones.
final class Addresses {
    private static final String LOCAL = "ab.XY 1\"\\@<>(),;:[]+%!'{|}~";
    private static final String LABEL = "abz019";

    private Addresses() {}

    static Address any(RandomGenerator random) {
        while (true) {
            String local = text(random, LOCAL, random.nextInt(12));
            if (LocalPart.isPossible(local)) {
                return new Address(local, domain(random));
            }
        }
    }

    private static Domain domain(RandomGenerator random) {
        return switch (random.nextInt(4)) {
            case 0 ->
                    AddressParser.ASCII
                            .domain(
                                    "[%d.%d.%d.%d]"
                                            .formatted(
                                                    random.nextInt(256),
                                                    random.nextInt(256),
                                                    random.nextInt(256),
                                                    random.nextInt(256)))
                            .orThrow();
            case 1 -> AddressParser.ASCII.domain("[IPv6:" + v6(random) + "]").orThrow();
            default -> new Domain.Name(label(random) + "." + label(random) + ".example");
        };
    }

    private static String v6(RandomGenerator random) {
        var text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            text.append(i == 0 ? "" : ":")
                    .append(Integer.toHexString(random.nextBoolean() ? 0 : random.nextInt(65536)));
        }
        return text.toString();
    }

    private static String label(RandomGenerator random) {
        return text(random, LABEL, 1 + random.nextInt(5)) + (random.nextBoolean() ? "" : "-x");
    }

    private static String text(RandomGenerator random, String from, int length) {
        var text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(from.charAt(random.nextInt(from.length())));
        }
        return text.toString();
    }
}
