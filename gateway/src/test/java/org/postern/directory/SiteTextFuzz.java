package org.postern.directory;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Function;
import org.postern.settings.Network;

/// Any text as a part of the site settings, and as the whole. It is refused in words, or prints to text that reads as the
/// same value.
class SiteTextFuzz {
    @FuzzTest(maxDuration = "10m")
    void whatIsTakenReadsAsItIsPrinted(byte[] octets) throws UnknownHostException {
        String text = new String(octets, UTF_8);
        same(text, Network::parse);
        same(text, Destination::parse);
        same(text, RecipientRules::parse);
        same(text, it -> DomainRoute.parse(it).text());
        try {
            Site site = SiteText.parse(text);
            if (!SiteText.parse(SiteText.print(site)).equals(site)) {
                throw new AssertionError("another site than " + SiteText.print(site));
            }
        } catch (IllegalArgumentException e) {
            speaks(e);
        }
        contains(text, octets);
    }

    /// A network holds an address if and only if it agrees in the bits of the prefix.
    private static void contains(String text, byte[] octets) throws UnknownHostException {
        int slash = text.indexOf('/');
        if (slash < 0 || octets.length < 16 || text.indexOf(':') >= 0) {
            return;
        }
        byte[] any = Arrays.copyOf(octets, 4);
        try {
            Network network = Network.parse(text);
            InetAddress own = InetAddress.ofLiteral(text.substring(0, slash));
            if (!network.contains(own)) {
                throw new AssertionError(network + " does not hold itself");
            }
            int bits = Integer.parseInt(text.substring(slash + 1));
            long mask = bits == 0 ? 0 : -1L << 32 - bits;
            boolean agrees = ((number(any) ^ number(own.getAddress())) & mask & 0xffff_ffffL) == 0;
            if (network.contains(InetAddress.getByAddress(any)) != agrees) {
                throw new AssertionError(network + " is wrong about " + number(any));
            }
        } catch (IllegalArgumentException e) {
            speaks(e);
        }
    }

    private static long number(byte[] octets) {
        return ByteBuffer.wrap(octets).getInt() & 0xffff_ffffL;
    }

    private static <T> void same(String text, Function<String, T> parser) {
        T value;
        try {
            value = parser.apply(text);
        } catch (IllegalArgumentException e) {
            speaks(e);
            return;
        }
        T again = parser.apply(value.toString());
        if (!again.equals(value)) {
            throw new AssertionError(value + " became " + again);
        }
    }

    private static void speaks(IllegalArgumentException e) {
        if (String.valueOf(e.getMessage()).length() < 10) {
            throw new AssertionError("says nothing of use", e);
        }
    }
}
