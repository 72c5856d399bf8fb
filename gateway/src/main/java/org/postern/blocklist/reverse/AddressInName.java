package org.postern.blocklist.reverse;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.postern.mail.address.IpAddress;

/// Where a name has the address of its host in it, written in one of the usual ways: with any single characters or short words
/// between the numbers, in any order, padded with zeros, in hexadecimal, as one number; and for IPv6 as groups or nibbles.
final class AddressInName {
    /// Characters between two numbers of one address, as in `1.ip-2-3`.
    private static final int MOST_BETWEEN = 4;

    /// An address that is joined without anything between must be as long as this, or it may be any number.
    private static final int LEAST_JOINED = 8;

    private static final String SEPARATORS = "-._";

    /// All octets in the ways in which they are written.
    private static final String[] PLAIN = forms("%d");

    private static final String[] PADDED = forms("%03d");
    private static final String[] HEX = forms("%02x");

    /// A place in the name.
    ///
    /// @param whole whether all of the address is there, or the part of it that changes from host to host
    record Span(int from, int to, boolean whole) {}

    private record Digits(int from, int to, int value) {}

    private final String name;
    private final List<Span> spans = new ArrayList<>();

    private AddressInName(String name) {
        this.name = name;
    }

    /// @param name in lower case
    static List<Span> find(String name, IpAddress address) {
        var search = new AddressInName(name);
        if (address.version6()) {
            search.six(address.octets());
        } else {
            search.four(address.octets());
        }
        return search.spans;
    }

    private void four(byte[] octets) {
        int[] four = new int[4];
        for (int i = 0; i < 4; i++) {
            four[i] = octets[i] & 255;
        }
        List<Digits> numbers = numbers();
        decimal(numbers, four);
        joined(octets, four);
        if (spans.isEmpty()) {
            parts(numbers, four);
        }
    }

    private List<Digits> numbers() {
        var numbers = new ArrayList<Digits>();
        int at = 0;
        while (at < name.length()) {
            if (!isDigit(name.charAt(at))) {
                at++;
                continue;
            }
            int from = at;
            while (at < name.length() && isDigit(name.charAt(at))) {
                at++;
            }
            // A longer one is no octet, however it is padded.
            int value = at - from <= 3 ? Integer.parseInt(name.substring(from, at)) : -1;
            numbers.add(new Digits(from, at, value));
        }
        return numbers;
    }

    /// Four numbers in a row that are the octets, in whatever order.
    private void decimal(List<Digits> numbers, int[] four) {
        int[] sorted = four.clone();
        Arrays.sort(sorted);
        for (int i = 0; i + 4 <= numbers.size(); i++) {
            List<Digits> some = numbers.subList(i, i + 4);
            int[] values = some.stream().mapToInt(Digits::value).sorted().toArray();
            if (Arrays.equals(values, sorted) && isOne(some)) {
                spans.add(new Span(some.getFirst().from, some.getLast().to, true));
            }
        }
    }

    private static boolean isOne(List<Digits> numbers) {
        for (int i = 1; i < numbers.size(); i++) {
            if (numbers.get(i).from - numbers.get(i - 1).to > MOST_BETWEEN) {
                return false;
            }
        }
        return true;
    }

    /// Three or two of the octets, the last among them, forwards or backwards.
    private void parts(List<Digits> numbers, int[] four) {
        int[][] parts = {
            {four[1], four[2], four[3]},
            {four[3], four[2], four[1]},
            {four[0], four[1], four[2]},
            {four[2], four[1], four[0]},
            {four[2], four[3]},
            {four[3], four[2]}
        };
        for (int[] part : parts) {
            for (int i = 0; i + part.length <= numbers.size(); i++) {
                List<Digits> some = numbers.subList(i, i + part.length);
                if (Arrays.equals(some.stream().mapToInt(Digits::value).toArray(), part)
                        && isClose(some)) {
                    spans.add(new Span(some.getFirst().from, some.getLast().to, false));
                }
            }
        }
    }

    /// Whether only one character is between the numbers: with more it is chance.
    private static boolean isClose(List<Digits> numbers) {
        for (int i = 1; i < numbers.size(); i++) {
            if (numbers.get(i).from - numbers.get(i - 1).to > 1) {
                return false;
            }
        }
        return true;
    }

    /// Without anything between, or in hexadecimal.
    private void joined(byte[] octets, int[] four) {
        byte[] back = {octets[3], octets[2], octets[1], octets[0]};
        for (byte[] order : List.of(octets, back)) {
            joined(order);
        }
        long number = 0;
        for (int octet : four) {
            number = number << 8 | octet;
        }
        digits(Long.toString(number));
    }

    private void joined(byte[] order) {
        digits(written(order, PADDED, "", "", ""));
        digits(written(order, PADDED, "", "-", ""));
        digits(written(order, PLAIN, "", "", ""));
        digits(written(order, PLAIN, "", "", "x"));
        hex(written(order, HEX, "", "", ""));
        hex(written(order, HEX, "-", "-", "-"));
        hex(written(order, HEX, ".", ".", "."));
        hex(written(order, HEX, "", "-", ""));
    }

    private static String written(
            byte[] octets, String[] form, String first, String second, String third) {
        return form[octets[0] & 255]
                + first
                + form[octets[1] & 255]
                + second
                + form[octets[2] & 255]
                + third
                + form[octets[3] & 255];
    }

    private static String[] forms(String form) {
        return IntStream.range(0, 256).mapToObj(form::formatted).toArray(String[]::new);
    }

    /// A text of decimal digits that is not part of a longer one.
    private void digits(String text) {
        if (text.length() < LEAST_JOINED) {
            return;
        }
        for (int at = name.indexOf(text); at >= 0; at = name.indexOf(text, at + 1)) {
            int end = at + text.length();
            boolean before = at > 0 && isDigit(name.charAt(at - 1));
            boolean behind = end < name.length() && isDigit(name.charAt(end));
            if (!before && !behind) {
                spans.add(new Span(at, end, true));
            }
        }
    }

    private void hex(String text) {
        int at = name.indexOf(text);
        if (at >= 0) {
            spans.add(new Span(at, at + text.length(), true));
        }
    }

    private void six(byte[] octets) {
        var nibbles = new StringBuilder(32);
        for (byte octet : octets) {
            nibbles.append(Character.forDigit(octet >> 4 & 15, 16))
                    .append(Character.forDigit(octet & 15, 16));
        }
        String all = nibbles.toString();
        String back = nibbles.reverse().toString();
        groups(octets);
        bare(all, back);
    }

    /// Groups of hexadecimal digits, short or long.
    private void groups(byte[] octets) {
        var shortened = new ArrayList<String>();
        for (int i = 0; i < 16; i += 2) {
            shortened.add(Integer.toHexString((octets[i] & 255) << 8 | octets[i + 1] & 255));
        }
        String compressed = IpAddress.ofOctets(octets).toString();
        for (int i = 0; i < SEPARATORS.length(); i++) {
            char separator = SEPARATORS.charAt(i);
            String between = String.valueOf(separator);
            group(String.join(between, shortened), true);
            group(String.join(between, shortened.reversed()), true);
            group(compressed.replace(':', separator), true);
            group(String.join(between, shortened.subList(4, 8)), false);
        }
    }

    private void group(String text, boolean whole) {
        int at = name.indexOf(text);
        int end = at + text.length();
        if (at >= 0
                && (at == 0 || !isHex(name.charAt(at - 1)))
                && (end == name.length() || !isHex(name.charAt(end)))) {
            spans.add(new Span(at, end, whole));
        }
    }

    /// The nibbles with whatever separators between them.
    private void bare(String all, String back) {
        var bare = new StringBuilder(name.length());
        int[] places = new int[name.length()];
        for (int i = 0; i < name.length(); i++) {
            if (SEPARATORS.indexOf(name.charAt(i)) < 0) {
                places[bare.length()] = i;
                bare.append(name.charAt(i));
            }
        }
        bare(bare, places, all, true);
        bare(bare, places, back, true);
        for (String half :
                List.of(all.substring(0, 16), all.substring(16), back.substring(0, 16))) {
            // An address with few digits in a half looks like any number.
            if (spans.isEmpty() && half.chars().filter(it -> it != '0').count() >= 4) {
                bare(bare, places, half, false);
            }
        }
    }

    private void bare(StringBuilder bare, int[] places, String nibbles, boolean whole) {
        int at = bare.indexOf(nibbles);
        if (at >= 0) {
            spans.add(new Span(places[at], places[at + nibbles.length() - 1] + 1, whole));
        }
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isHex(char c) {
        return isDigit(c) || c >= 'a' && c <= 'f';
    }
}
