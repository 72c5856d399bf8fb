package org.postern.mail.address;

import java.util.Arrays;

/// The text forms of IP addresses, read without the JDK's network classes: those resolve names and accept short forms.
final class IpText {
    private static final int GROUPS = 8;

    private IpText() {}

    /// The dotted form with four numbers and no leading zeros (which some read as octal), or nothing.
    static String canonicalV4(String text) {
        return v4(text) < 0 ? "" : text;
    }

    /// The address as 32 bits, or a negative number.
    static long v4(String text) {
        if (text.length() > 15) {
            return -1;
        }
        long address = 0;
        int parts = 0;
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i < text.length() && text.charAt(i) != '.') {
                continue;
            }
            int part = decimal(text, start, i);
            if (part < 0) {
                return -1;
            }
            address = address << 8 | part;
            parts++;
            start = i + 1;
        }
        return parts == 4 ? address : -1;
    }

    private static int decimal(String text, int from, int to) {
        int length = to - from;
        if (length < 1 || length > 3 || length > 1 && text.charAt(from) == '0') {
            return -1;
        }
        int value = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value <= 255 ? value : -1;
    }

    /// The form of RFC 5952, or nothing.
    static String canonicalV6(String text) {
        int[] groups = v6(text);
        return groups.length == GROUPS ? print(groups) : "";
    }

    /// The eight groups, or none if the text is wrong.
    static int[] v6(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            return groups(text, true);
        }
        if (text.indexOf("::", gap + 1) >= 0) {
            return new int[0];
        }
        String before = text.substring(0, gap);
        String after = text.substring(gap + 2);
        int[] head = groups(before, false);
        int[] tail = groups(after, true);
        boolean headWrong = head.length == 0 && !before.isEmpty();
        boolean tailWrong = tail.length == 0 && !after.isEmpty();
        if (headWrong || tailWrong || head.length + tail.length >= GROUPS) {
            return new int[0];
        }
        int[] all = new int[GROUPS];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(tail, 0, all, GROUPS - tail.length, tail.length);
        return all;
    }

    /// The groups between colons, or none if the text is wrong; the last may be an IPv4 address, which makes two.
    private static int[] groups(String text, boolean last) {
        int[] found = new int[GROUPS];
        int count = 0;
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i < text.length() && text.charAt(i) != ':') {
                continue;
            }
            long v4 =
                    last && i == text.length() && count <= GROUPS - 2
                            ? v4(text.substring(start))
                            : -1;
            int group = v4 >= 0 ? (int) (v4 >> 16) : hex(text, start, i);
            if (group < 0 || count == GROUPS) {
                return new int[0];
            }
            found[count++] = group;
            if (v4 >= 0) {
                found[count++] = (int) (v4 & 0xffff);
            }
            start = i + 1;
        }
        return Arrays.copyOf(found, count);
    }

    private static int hex(String text, int from, int to) {
        if (to - from < 1 || to - from > 4) {
            return -1;
        }
        int value = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            int digit = c < 0x80 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }

    static String print(int[] groups) {
        if (isMappedV4(groups)) {
            return "::ffff:"
                    + (groups[6] >> 8)
                    + "."
                    + (groups[6] & 0xff)
                    + "."
                    + (groups[7] >> 8)
                    + "."
                    + (groups[7] & 0xff);
        }
        int gapAt = -1;
        int gapLength = 1;
        for (int i = 0; i < GROUPS; i++) {
            int zeros = 0;
            while (i + zeros < GROUPS && groups[i + zeros] == 0) {
                zeros++;
            }
            if (zeros > gapLength) {
                gapAt = i;
                gapLength = zeros;
            }
            i += zeros;
        }
        var text = new StringBuilder(39);
        for (int i = 0; i < GROUPS; i++) {
            if (i == gapAt) {
                text.append("::");
                i += gapLength - 1;
                continue;
            }
            if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            text.append(Integer.toHexString(groups[i]));
        }
        return text.toString();
    }

    private static boolean isMappedV4(int[] groups) {
        for (int i = 0; i < 5; i++) {
            if (groups[i] != 0) {
                return false;
            }
        }
        return groups[5] == 0xffff;
    }
}
