package org.postern.blocklist.remote;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.postern.mail.address.IpAddress;

/// The codes of a list that count, written as four numbers: `127.0.0.[2..11;13]`. Where none are written, all count but
/// `127.0.0.1`, which lists do not use, though resolvers that lie do.
final class ListCodes {
    private static final ListCodes ALL = new ListCodes("", List.of());
    private static final IpAddress NO_CODE = new IpAddress(false, 0, 0x7f00_0001L);

    private final String text;
    private final List<BitSet> parts;

    private ListCodes(String text, List<BitSet> parts) {
        this.text = text;
        this.parts = parts;
    }

    static ListCodes all() {
        return ALL;
    }

    static ListCodes parse(String text) {
        var parts = new ArrayList<BitSet>();
        int at = 0;
        while (at <= text.length() && parts.size() < 4) {
            int end = end(text, at);
            parts.add(part(text.substring(at, end)));
            at = end + 1;
        }
        if (parts.size() != 4 || at != text.length() + 1) {
            throw wrong();
        }
        return new ListCodes(text, List.copyOf(parts));
    }

    /// Where a number or a bracket ends.
    private static int end(String text, int from) {
        boolean bracket = from < text.length() && text.charAt(from) == '[';
        int close = text.indexOf(bracket ? ']' : '.', from);
        if (bracket) {
            if (close < 0 || close + 1 < text.length() && text.charAt(close + 1) != '.') {
                throw wrong();
            }
            return close + 1;
        }
        return close < 0 ? text.length() : close;
    }

    private static BitSet part(String text) {
        var numbers = new BitSet(256);
        if (!text.startsWith("[")) {
            numbers.set(number(text));
            return numbers;
        }
        for (String some : text.substring(1, text.length() - 1).split(";", -1)) {
            int dots = some.indexOf("..");
            int first = number(dots < 0 ? some : some.substring(0, dots));
            int last = dots < 0 ? first : number(some.substring(dots + 2));
            if (first > last) {
                throw wrong();
            }
            numbers.set(first, last + 1);
        }
        return numbers;
    }

    private static int number(String text) {
        return Optional.of(text)
                .filter(it -> it.matches("[0-9]{1,3}"))
                .map(Integer::parseInt)
                .filter(it -> it <= 255)
                .orElseThrow(ListCodes::wrong);
    }

    private static IllegalArgumentException wrong() {
        return new IllegalArgumentException("codes are written such as 127.0.0.[2..11;13]");
    }

    boolean contain(IpAddress code) {
        if (parts.isEmpty()) {
            return !code.equals(NO_CODE);
        }
        byte[] octets = code.octets();
        for (int i = 0; i < 4; i++) {
            if (!parts.get(i).get(octets[i] & 255)) {
                return false;
            }
        }
        return true;
    }

    /// As it was written; nothing where all count.
    @Override
    public String toString() {
        return text;
    }
}
