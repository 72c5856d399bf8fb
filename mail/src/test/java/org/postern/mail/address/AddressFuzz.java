package org.postern.mail.address;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Any octets, read as an address by every entrance. What is read prints to text that reads as the same value.
class AddressFuzz {
    private static final Domain OWN = new Domain.Name("example.org");

    @FuzzTest(maxDuration = "10m")
    void a8_printedFormReadsAsTheSameValue(byte[] octets) {
        for (String text :
                List.of(
                        new String(octets, StandardCharsets.ISO_8859_1),
                        new String(octets, StandardCharsets.UTF_8))) {
            for (AddressParser parser : List.of(AddressParser.ASCII, AddressParser.INTERNATIONAL)) {
                same(parser.address(text), value -> parser.address(value.toString()));
                same(parser.domain(text), value -> parser.domain(value.toString()));
                same(parser.reversePath(text), value -> parser.reversePath("<" + value + ">"));
                same(
                        parser.forwardPathAt(text, 0, OWN).map(AddressParser.Prefix::value),
                        value ->
                                parser.forwardPathAt("<" + value + ">", 0, OWN)
                                        .map(AddressParser.Prefix::value));
                asciiIsAPart(text);
            }
        }
    }

    private static <T> void same(
            Parsed<T> parsed, java.util.function.Function<T, Parsed<T>> again) {
        if (parsed instanceof Parsed.Value<T>(T value) && !again.apply(value).equals(parsed)) {
            throw new AssertionError("read " + value + ", then " + again.apply(value));
        }
    }

    /// What the narrow parser takes, the wide one takes as the same.
    private static void asciiIsAPart(String text) {
        Parsed<Address> narrow = AddressParser.ASCII.address(text);
        if (narrow instanceof Parsed.Value<Address>(Address address)
                && !(address.isAscii()
                        && narrow.equals(AddressParser.INTERNATIONAL.address(text)))) {
            throw new AssertionError("two readings of " + address);
        }
    }
}
