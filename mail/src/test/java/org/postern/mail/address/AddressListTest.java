package org.postern.mail.address;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postern.mail.address.AddressList.Problem;

/// Address lists of header fields: the addresses, the names beside them, and what is wrong.
class AddressListTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "a@b.example                                | a@b.example | []",
                "a@b.example, c@d.example                   | a@b.example c@d.example | []",
                "Ann <a@b.example>                          | Ann=a@b.example | []",
                "\"Ann, B.\" <a@b.example>                  | Ann, B.=a@b.example | []",
                "Ann B. Cee <a@b.example>                   | Ann B. Cee=a@b.example | []",
                "\"x\" \"y\" <a@b.example>                  | x y=a@b.example | []",
                "a@b.example (Ann)                          | Ann=a@b.example | []",
                "a@b.example (An(n)x \\) y)                 | An(n)x ) y=a@b.example | []",
                "(c) a@b.example                            | c=a@b.example | []",
                "<a@b.example>                              | a@b.example | []",
                "\"a b\"@b.example                          | \"a b\"@b.example | []",
                "=?utf-8?q?=C3=BC?= <a@b.example>           | =?utf-8?q?=C3=BC?==a@b.example | []",
                "a@[192.0.2.1]                              | a@[192.0.2.1] | []",
                "Team: a@b.example, c@d.example;            | a@b.example c@d.example | []",
                "undisclosed-recipients:;                   | | []",
                "Team: a@b.example                          | a@b.example | [UNCLOSED_GROUP]",
                "A: B: a@b.example;                         | a@b.example | [JUNK]",
                "                                           | | [EMPTY]",
                ",                                          | | [EMPTY, OBSOLETE_FORM]",
                "a@b.example,,c@d.example                   | a@b.example c@d.example | [OBSOLETE_FORM]",
                "a . b @ c . example                        | a.b@c.example | [OBSOLETE_FORM]",
                "<@x.example,@y.example:a@b.example>        | a@b.example | [OBSOLETE_FORM]",
                "Ann a@b.example                            | | [BAD_ADDRESS, EMPTY, OBSOLETE_FORM]",
                "Ann                                        | | [EMPTY, JUNK]",
                "Ann, a@b.example                           | a@b.example | [JUNK]",
                "a@b.example c@d.example, e@f.example       | e@f.example | [BAD_ADDRESS, JUNK]",
                "<a@b.example> <c@d.example>                | a@b.example | [JUNK]",
                "\"a@good.example\" <c@d.example>           | a@good.example=c@d.example | []",
                "<a@b.example                               | | [EMPTY, UNCLOSED_BRACKET]",
                "<a@b.example, c@d.example                  | c@d.example | [JUNK]",
                "\"open <a@b.example>                       | | [EMPTY, JUNK, UNCLOSED_QUOTE]",
                "a@b.example (open                          | a@b.example | [UNCLOSED_COMMENT]",
                "a@b!c.example                              | | [BAD_ADDRESS, EMPTY]",
                "a..b@c.example                             | | [BAD_ADDRESS, EMPTY]",
                "<>                                         | | [BAD_ADDRESS, EMPTY]",
                "a@b.example; c@d.example                   | a@b.example c@d.example | [JUNK]",
                "[192.0.2.1]                                | | [EMPTY, JUNK]",
                "a@                                         | | [BAD_ADDRESS, EMPTY]",
            })
    void listsAreReadAndProblemsNamed(String body, String addresses, String problems) {
        AddressList list = AddressParser.ASCII.list(body == null ? "" : body);
        assertThat(print(list)).isEqualTo(addresses == null ? "" : addresses);
        assertThat(list.problems().stream().map(Problem::name).sorted().toList())
                .hasToString(problems);
    }

    private static String print(AddressList list) {
        return String.join(
                " ",
                list.addresses().stream()
                        .map(a ->
                                a.name().isEmpty()
                                        ? a.address().toString()
                                        : a.name() + "=" + a.address())
                        .toList());
    }

    @Test
    void foldingIsABlank() {
        AddressList list =
                AddressParser.ASCII.list(" \"Ann\r\n B\"\r\n\t<a@b.example>,\r\n c@d.example");
        assertThat(print(list)).isEqualTo("Ann B=a@b.example c@d.example");
        assertThat(list.problems()).isEmpty();
    }

    @Test
    void lineEndsThatAreNotFoldingAreProblems() {
        for (String body :
                new String[] {
                    "a@b.example\r\nBcc: x@y.example", "a@b.example\n c@d.example", "a\0@b.example"
                }) {
            assertThat(AddressParser.ASCII.list(body).problems())
                    .contains(Problem.CONTROL_CHARACTER);
        }
    }

    @Test
    void severalAuthorsAreAProblem() {
        assertThat(AddressParser.ASCII.single("a@b.example, c@d.example").problems())
                .containsExactly(Problem.SEVERAL_ADDRESSES);
        assertThat(AddressParser.ASCII.single("a@b.example").problems()).isEmpty();
        assertThat(AddressParser.ASCII.single("").problems()).containsExactly(Problem.EMPTY);
    }

    @Test
    void groupsAreNamed() {
        assertThat(AddressParser.ASCII.list("\"My Team\": a@b.example;, Rest:;").groups())
                .containsExactly("My Team", "Rest");
    }

    @Test
    void lettersPastAsciiAreNamedWhereNotExpected() {
        assertThat(AddressParser.ASCII.list("Jürgen <a@b.example>").problems())
                .containsExactly(Problem.NOT_ASCII);
        assertThat(AddressParser.INTERNATIONAL.list("Jürgen <ü@b.example>").problems()).isEmpty();
    }

    @Test
    void a8_depthAndNumberEnd() {
        assertThat(
                        AddressParser.ASCII
                                .list("(".repeat(100_000) + ")".repeat(100_000) + "a@b.example")
                                .problems())
                .containsExactly(Problem.COMMENT_TOO_DEEP);
        AddressList many = AddressParser.ASCII.list("a@b.example,".repeat(500_000));
        assertThat(many.addresses()).hasSize(10_000);
        assertThat(many.problems()).containsExactly(Problem.TOO_MANY_ADDRESSES);
    }

    /// Each of these costs a reader that looks twice the square of its length; at this length that is minutes.
    @Test
    @org.junit.jupiter.api.Timeout(20)
    void a8_timeIsLinear() {
        for (String piece :
                new String[] {
                    "(",
                    "\"",
                    "<",
                    "[",
                    "\\",
                    ",",
                    ";",
                    ":",
                    "a:",
                    "a ",
                    ".",
                    "@",
                    "<@a,",
                    "a@[",
                    "()",
                    "(\\",
                    "\"\\",
                    "a@b.c(x)"
                }) {
            assertThat(AddressParser.INTERNATIONAL.list(piece.repeat(200_000)).problems())
                    .isNotNull();
        }
    }
}
