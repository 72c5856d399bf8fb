package org.postern.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// `postern spf check` and `postern dns` with a zone file, which need no network.
class SpfVerbTest {
    @TempDir private Path folder;
    private String zone = "";

    @BeforeEach
    void write() throws IOException {
        Path file = folder.resolve("zone");
        Files.writeString(
                file,
                """
                $ORIGIN example.
                a TXT "v=spf1 include:b.example -all exp=why.a.example"
                why.a TXT "%{c} is no server of %{d}, says %{r}"
                b 60 TXT "v=spf1 a:mail.b.example ?all"
                mail.b A 192.0.2.1
                slow FAIL timeout "nobody answers"
                1.2.0.192.in-addr.arpa. PTR mail.b
                """);
        zone = file.toString();
    }

    @Test
    void everyStepIsShown() {
        CommandLineAnswer answer =
                CommandLineAnswer.to(
                        "spf", "check", "192.0.2.1", "--sender", "ann@a.example", "--zone", zone);
        assertThat(answer.err()).isEmpty();
        assertThat(answer.out())
                .isEqualTo(
                        """
                        sender a.example: pass
                          192.0.2.1 may send for a.example (include:b.example)
                            a.example  v=spf1 include:b.example -all exp=why.a.example  - its record
                              b.example  v=spf1 a:mail.b.example ?all  - its record
                              b.example  a:mail.b.example  - matches
                            a.example  include:b.example  - matches
                          2 of 10 terms asked the DNS, 0 of 2 questions found nothing
                        """);
        assertThat(answer.exit()).isEqualTo(Exit.OK);
    }

    @Test
    void whatTheDomainExplainsIsShownAsTheirs() {
        CommandLineAnswer answer =
                CommandLineAnswer.to(
                        "spf",
                        "check",
                        "192.0.2.2",
                        "--sender",
                        "ann@a.example",
                        "--helo",
                        "mail.b.example",
                        "--receiver",
                        "mx.example",
                        "--zone",
                        zone);
        assertThat(answer.out())
                .contains(
                        "helo   mail.b.example: none\n  mail.b.example publishes no record\n",
                        "sender a.example: fail\n  192.0.2.2 may not send for a.example (-all)\n"
                                + "  the domain explains: \"192.0.2.2 is no server of a.example,"
                                + " says mx.example\"\n");
        assertThat(answer.exit()).isEqualTo(Exit.NO);
    }

    @Test
    void programsReadTheResult() {
        CommandLineAnswer answer =
                CommandLineAnswer.to(
                        "spf",
                        "check",
                        "192.0.2.1",
                        "--sender",
                        "x@slow.example",
                        "--json",
                        "--zone",
                        zone);
        var facts = JsonMapper.shared().readTree(answer.out());
        assertThat(facts.get("result").asString()).isEqualTo("temperror");
        assertThat(facts.get("why").asString())
                .isEqualTo("the DNS has no answer for slow.example TXT (timeout)");
        assertThat(answer.exit()).isEqualTo(Exit.UNREACHABLE);
    }

    @Test
    void promise10_theAnswersOfOneCheckAreAZoneForTheNext() throws IOException {
        Path saved = folder.resolve("saved");
        CommandLineAnswer first =
                CommandLineAnswer.to(
                        "spf",
                        "check",
                        "192.0.2.9",
                        "--sender",
                        "ann@a.example",
                        "--zone",
                        zone,
                        "--save",
                        saved.toString());
        Files.delete(Path.of(zone));
        CommandLineAnswer again =
                CommandLineAnswer.to(
                        "spf",
                        "check",
                        "192.0.2.9",
                        "--sender",
                        "ann@a.example",
                        "--zone",
                        saved.toString());
        assertThat(again).isEqualTo(first);
        assertThat(CommandLineAnswer.to("dns", "c.example", "A", "--zone", saved.toString()).out())
                .isEqualTo(
                        "A    c.example  not known: not-asked - "
                                + "was not asked when the answers were captured\n");
    }

    @Test
    void mistakesAreToldInASentence() throws IOException {
        assertThat(CommandLineAnswer.to("spf", "check", "nobody", "--helo", "h.example").err())
                .contains("'nobody' is no address of IPv4 or IPv6");
        assertThat(CommandLineAnswer.to("spf", "check", "192.0.2.1").err())
                .contains("say who is to be checked");
        assertThat(CommandLineAnswer.to("dns", "a.example", "--zone", folder + "/none").exit())
                .isEqualTo(Exit.USAGE);
        assertThat(CommandLineAnswer.to("dns", "a..example", "--zone", zone).exit())
                .isEqualTo(Exit.USAGE);
        Files.writeString(Path.of(zone), "a.example A 192.0.2\na.example A 192.0.2.1\n");
        CommandLineAnswer answer = CommandLineAnswer.to("dns", "a.example", "a", "--zone", zone);
        assertThat(answer.err()).isEqualTo(zone + ":1: left out: not an address of IPv4\n");
        assertThat(answer.out()).isEqualTo("A    a.example  192.0.2.1  (300 s)\n");
        assertThat(answer.exit()).isEqualTo(Exit.OK);
    }

    @Test
    void h5_anAddressIsShownWithItsNamesAndWhetherTheyPointBack() {
        CommandLineAnswer answer = CommandLineAnswer.to("dns", "192.0.2.1", "--zone", zone);
        assertThat(answer.out())
                .isEqualTo(
                        """
                        PTR  1.2.0.192.in-addr.arpa  mail.b.example.  (300 s)
                        A    mail.b.example  192.0.2.1  (300 s)
                        """);
        assertThat(answer.exit()).isEqualTo(Exit.OK);
    }

    @Test
    void everyKindOfAnswerIsToldApart() {
        assertThat(CommandLineAnswer.to("dns", "b.example", "--zone", zone).out())
                .isEqualTo(
                        """
                        A    b.example  no such record
                        AAAA b.example  no such record
                        MX   b.example  no such record
                        TXT  b.example  "v=spf1 a:mail.b.example ?all"  (60 s)
                        """);
        CommandLineAnswer nobody = CommandLineAnswer.to("dns", "x.test", "MX", "--zone", zone);
        assertThat(nobody.out()).isEqualTo("MX   x.test  no such name\n");
        assertThat(nobody.exit()).isEqualTo(Exit.NO);
        CommandLineAnswer slow =
                CommandLineAnswer.to("dns", "slow.example", "A", "--json", "--zone", zone);
        assertThat(slow.out())
                .isEqualTo(
                        "{\"name\":\"slow.example\",\"type\":\"A\",\"status\":\"timeout\","
                                + "\"why\":\"nobody answers\"}\n");
        assertThat(slow.exit()).isEqualTo(Exit.UNREACHABLE);
    }
}
