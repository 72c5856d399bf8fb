package org.postern.mail.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Envelope paths and plain addresses: what is taken, what is not, and the one form that each has.
class AddressParserTest {
    private static final Domain OWN = new Domain.Name("example.org");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "<a@b.example>                         | a@b.example",
                "<A.b+tag@B.Example.>                  | A.b+tag@b.example",
                "<\"a b\"@b.example>                   | \"a b\"@b.example",
                "<\"ab\"@b.example>                    | ab@b.example",
                "<\"a\\b\"@b.example>                  | ab@b.example",
                "<\"a\\\"b\\\\c\"@b.example>           | \"a\\\"b\\\\c\"@b.example",
                "<\"a>b@c\"@b.example>                 | \"a>b@c\"@b.example",
                "<\"\"@b.example>                      | \"\"@b.example",
                "<a..b@b.example>                      | -",
                "<\"a..b\"@b.example>                  | \"a..b\"@b.example",
                "<@x.example,@y.example:a@b.example>   | a@b.example",
                "<@[192.0.2.1]:a@b.example>            | a@b.example",
                "<@x.example a@b.example>              | -",
                "<@:a@b.example>                       | -",
                "<user%other.example@b.example>        | user%other.example@b.example",
                "<host!user@b.example>                 | host!user@b.example",
                "<a@[192.0.2.1]>                       | a@[192.0.2.1]",
                "<a@[192.0.2.01]>                      | -",
                "<a@[192.0.2]>                         | -",
                "<a@[192.0.2.256]>                     | -",
                "<a@[IPv6:2001:DB8:0:0:0:0:0:1]>       | a@[IPv6:2001:db8::1]",
                "<a@[ipv6:2001:db8::1]>                | a@[IPv6:2001:db8::1]",
                "<a@[IPv6:::]>                         | a@[IPv6:::]",
                "<a@[IPv6:::1]>                        | a@[IPv6:::1]",
                "<a@[IPv6:1::]>                        | a@[IPv6:1::]",
                "<a@[IPv6:1:0:0:2:0:0:0:3]>            | a@[IPv6:1:0:0:2::3]",
                "<a@[IPv6:1:0:2:3:4:5:6:7]>            | a@[IPv6:1:0:2:3:4:5:6:7]",
                "<a@[IPv6:::FFFF:192.0.2.1]>           | a@[IPv6:::ffff:192.0.2.1]",
                "<a@[IPv6:::ffff:c000:201]>            | a@[IPv6:::ffff:192.0.2.1]",
                "<a@[IPv6:64:ff9b::192.0.2.1]>         | a@[IPv6:64:ff9b::c000:201]",
                "<a@[IPv6:1:2:3:4:5:6:7:8:9]>          | -",
                "<a@[IPv6:1::2::3]>                    | -",
                "<a@[IPv6:1:2:3]>                      | -",
                "<a@[IPv6:12345::]>                    | -",
                "<a@[IPv6:1:2:3:4:5:6:7::8]>           | -",
                "<a@[IPv6:1:::2]>                      | -",
                "<a@[IPv6:]>                           | -",
                "<a@[x400:abc]>                        | -",
                "<a@[]>                                | -",
                "<a@[>                                 | -",
                "<a@127.0.0.1>                         | -",
                "<a@b_c.example>                       | a@b_c.example",
                "<a@_B._c>                             | a@_b._c",
                "<a@b_-.example>                       | -",
                "<a@-b.example>                        | -",
                "<a@b-.example>                        | -",
                "<a@b..example>                        | -",
                "<a@.>                                 | -",
                "<a@>                                  | -",
                "<@b.example>                          | -",
                "<a>                                   | -",
                "<postmaster>                          | -",
                "<a b@c.example>                       | -",
                "<a@b.example                          | -",
                "a@b.example                           | -",
                "<<a@b.example>>                       | -",
                "<a@b@c.example>                       | -",
                "<a(comment)@b.example>                | -",
                "<a@xn--bcher-kva.example>             | a@xn--bcher-kva.example",
            })
    void pathsHaveOneCanonicalForm(String path, String canonical) {
        var expected = canonical.equals("-") ? "-" : canonical;
        var parsed = AddressParser.ASCII.reversePath(path);
        assertThat(text(parsed)).isEqualTo(expected);
    }

    private static String text(Parsed<ReversePath> parsed) {
        return switch (parsed) {
            case Parsed.Value<ReversePath>(ReversePath path) -> path.toString();
            case Parsed.Failed<ReversePath> _ -> "-";
        };
    }

    @Test
    void theNullPathIsNoAddress() {
        assertThat(AddressParser.ASCII.reversePath("<>"))
                .isEqualTo(new Parsed.Value<>(ReversePath.Null.NULL));
        assertThat(AddressParser.ASCII.forwardPathAt("<>", 0, OWN))
                .isInstanceOf(Parsed.Failed.class);
    }

    @Test
    void postmasterBelongsToThisSite() {
        assertThat(AddressParser.ASCII.forwardPathAt("<PostMaster>", 0, OWN).orThrow())
                .isEqualTo(new AddressParser.Prefix<>(new Address("postmaster", OWN), 12));
    }

    @Test
    void limitsAreExact() {
        String label = "d".repeat(63);
        String domain = String.join(".", label, label, label);
        assertThat(plain("l".repeat(64) + "@b.example")).isTrue();
        assertThat(plain("l".repeat(65) + "@b.example")).isFalse();
        assertThat(plain("\"" + " ".repeat(62) + "\"@b.example")).isTrue();
        assertThat(plain("\"" + " ".repeat(63) + "\"@b.example")).isFalse();
        assertThat(plain("a@" + label + ".example")).isTrue();
        assertThat(plain("a@d" + label + ".example")).isFalse();
        assertThat(plain("l".repeat(62) + "@" + domain)).isTrue();
        assertThat(plain("l".repeat(63) + "@" + domain)).isFalse();
    }

    private static boolean plain(String text) {
        return AddressParser.ASCII.address(text) instanceof Parsed.Value<Address>;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ü@example.org",
                "a@bücher.example",
                "\"ü\"@example.org",
                "a@BÜCHER.example"
            })
    void internationalOnlyWhereAskedFor(String text) {
        assertThat(AddressParser.ASCII.address(text)).isInstanceOf(Parsed.Failed.class);
        assertThat(AddressParser.INTERNATIONAL.address(text)).isInstanceOf(Parsed.Value.class);
    }

    @Test
    void internationalDomainsHaveOneForm() {
        for (String spelling :
                new String[] {
                    "a@bücher.example",
                    "a@BÜCHER.example",
                    "a@bu\u0308cher.example",
                    "a@xn--bcher-kva.example",
                    "a@XN--BCHER-KVA.example"
                }) {
            assertThat(AddressParser.INTERNATIONAL.address(spelling).orThrow())
                    .isEqualTo(AddressParser.ASCII.address("a@xn--bcher-kva.example").orThrow());
        }
    }

    /// Names from RFC 3492 §7.1 and from the registries.
    @ParameterizedTest
    @CsvSource({
        "bücher؟, ",
        "\u0308x, ",
        "xn--ü, ",
        "ü-, ",
        "他们为什么不说中文, xn--ihqwcrb4cv8a8dqg056pqjye",
        "почемужеонинеговорятпорусски, xn--b1abfaaepdrnnbgefbadotcwatmq2g4l",
        "3年b組金八先生, xn--3b-ww4c5e180e575a65lsy2b",
        "straße, xn--strae-oqa",
        "faß, xn--fa-hia",
        "παράδειγμα, xn--hxajbheg2az3al",
        "उदाहरण, xn--p1b6ci4b4b3a",
        "𐍈x, xn--x-vf2i",
    })
    void labelsBecomeThoseOfDns(String label, String ascii) {
        Parsed<Domain> parsed = AddressParser.INTERNATIONAL.domain(label + ".example");
        if (ascii == null) {
            assertThat(parsed).isInstanceOf(Parsed.Failed.class);
        } else {
            assertThat(parsed.orThrow()).hasToString(ascii + ".example");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\0@b.example",
                "\"a\nb\"@b.example",
                "\"a\\\rb\"@b.example",
                "a@b\u0130.example\u0000",
                "a\u0085@b.example",
                "a\ud800@b.example",
                "a\u202e@b.example",
                "a\u200b@b.example",
                "a\u00a0@b.example",
                "a@\uff45xample.org",
                "a@example\u3002org"
            })
    void a8_whatCannotBeShownIsNoAddress(String text) {
        assertThat(AddressParser.ASCII.address(text)).isInstanceOf(Parsed.Failed.class);
        assertThat(AddressParser.INTERNATIONAL.address(text)).isInstanceOf(Parsed.Failed.class);
    }

    @Test
    void valuesThatAreNotWellFormedCannotBeMade() {
        assertThatThrownBy(() -> new Domain.Name("Example.org"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Domain.Name("a b"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Domain.Literal("[127.1]"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Domain.Literal("[IPv6:0::1]"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Address("a\r\nb", OWN))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Address("l".repeat(65), OWN))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void failuresRepeatNothingOfTheText() {
        var parsed = AddressParser.ASCII.address("sec\u0007ret@@b.example");
        assertThat(parsed)
                .isInstanceOfSatisfying(
                        Parsed.Failed.class,
                        failed -> assertThat(failed.why()).doesNotContain("sec", "b.example"));
    }
}
