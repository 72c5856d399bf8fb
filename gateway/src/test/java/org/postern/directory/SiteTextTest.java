package org.postern.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.journey.NextHop;
import org.postern.journey.TlsUse;
import org.postern.journey.Transport;
import org.postern.mail.address.Domain;

final class SiteTextTest {
    /// As the first release wrote it.
    private static final String GOOD =
            "{\"version\":3,\"domains\":[{\"name\":\"a.example\",\"nextHop\":\"10.0.0.5:25\"}],"
                    + "\"relayNetworks\":[\"192.0.2.0/24\"]}";

    private static final String FULL =
            """
            {"version":4,"domains":[\
            {"name":"a.example","nextHop":"a:25/5 b:25/5/3 mx transport=lmtp tls=verify login=one"},\
            {"name":"b.example","nextHop":"mx:c.example:2525"}],\
            "relayNetworks":[],"outbound":"mx tls=may",\
            "logins":[{"name":"one","user":"me","secret":"k1:AAAA"}]}\
            """;

    private static final String PEOPLE =
            """
            {"version":5,"domains":[],"relayNetworks":[],\
            "lookups":[{"name":"staff","url":"ldaps://ldap.example","base":"dc=example",\
            "query":"(mail={address})","login":""}],\
            "people":[{"lookup":"staff","filter":"(uid={login})","addresses":["mail"]}]}\
            """;

    @Test
    void peopleLogInWithADirectoryThatNobodyListensTo() {
        Site site = SiteText.parse(PEOPLE);
        assertThat(SiteText.print(site)).isEqualTo(PEOPLE);
        assertThat(site.changesSince(Site.UNCONFIGURED))
                .contains("+ people of lookup staff (uid={login}) mail");
        assertThat(SiteText.parse(PEOPLE.replace("ldaps://ldap.example", "ldap://[::1]:389")))
                .extracting(Site::people)
                .isEqualTo(site.people());
        assertThatIllegalArgumentException().isThrownBy(() -> site.withoutLookup("staff"));
    }

    @Test
    void aNameAndStartTlsArePrintedAsTheyAreRead() {
        String other =
                PEOPLE.replace("ldaps://ldap.example", "ldap+starttls://ldap.example")
                        .replace("(uid={login})", "uid={local},ou=people,dc=example");
        assertThat(SiteText.print(SiteText.parse(other))).isEqualTo(other);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " | ",
            value = {
                "ldaps://ldap.example | ldap://ldap.example",
                "ldaps://ldap.example | ldap://localhost.example",
                "\"lookup\":\"staff\" | \"lookup\":\"stuff\"",
                "(uid={login}) | (uid=ann)",
                "[\"mail\"] | []",
                "[\"mail\"] | [\"mail;x)\"]",
                "\"people\":[ | \"people\":[{\"lookup\":\"staff\",\"filter\":\"(cn={login})\",\"addresses\":[\"mail\"]},"
            })
    void passwordsGoNowhereElse(String good, String bad) {
        assertThat(PEOPLE).contains(good);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SiteText.parse(PEOPLE.replace(good, bad)));
    }

    @Test
    void isPrintedAsItIsRead() {
        assertThat(SiteText.print(SiteText.parse(GOOD))).isEqualTo(GOOD);
        assertThat(SiteText.print(SiteText.parse(FULL))).isEqualTo(FULL);
    }

    @Test
    void everyPartOfARouteArrives() {
        Site site = SiteText.parse(FULL);
        var first = new Domain.Name("a.example");
        assertThat(((Destination.Route) site.domains().getFirst().nextHop()).nextHop(first))
                .isEqualTo(
                        new NextHop(
                                List.of(
                                        new NextHop.Hop(new NextHop.Server("a", 25), 5, 1),
                                        new NextHop.Hop(new NextHop.Server("b", 25), 5, 3),
                                        new NextHop.Hop(new NextHop.Exchangers(first, 25), 10, 1)),
                                Transport.LMTP,
                                Optional.of(TlsUse.VERIFY),
                                "one"));
        assertThat(site.outbound().orElseThrow().nextHop(new Domain.Name("far.example")))
                .hasToString("mx:far.example tls=may");
        assertThat(site.logins()).containsExactly(new Login("one", "me", "k1:AAAA"));
    }

    @Test
    void aHostThatIsCalledMxIsAHost() {
        assertThat(Destination.parse("mx:25")).isEqualTo(Destination.Route.to("mx", 25));
    }

    @Test
    void theSecretOfALoginShowsNowhere() {
        Site site = SiteText.parse(FULL);
        assertThat(site.toString()).doesNotContain("AAAA");
        assertThat(site.changesSince(Site.UNCONFIGURED))
                .contains("+ all other domains → mx tls=may")
                .anyMatch(it -> it.startsWith("+ login one (user me), secret #"))
                .noneMatch(it -> it.contains("AAAA"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a:25/65536",
                "a:25/1/0",
                "a:25/1/2/3",
                "a:25/",
                "mx:",
                "mx:b.example:0",
                "mx:b.example:99999",
                "mx:b..example",
                "transport=smtp",
                "a:25 transport=uucp",
                "a:25 tls=yes",
                "a:25 login=No",
                "a:25 b"
            })
    void whatIsNoRouteIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Destination.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{\"version\":3,\"domains\":[null],\"relayNetworks\":[]}",
                "{\"version\":3,\"domains\":[],\"relayNetworks\":[null]}",
                "{\"version\":3,\"domains\":null,\"relayNetworks\":[]}",
                "{\"version\":3,\"domains\":[{\"name\":\"a.example\"}],\"relayNetworks\":[]}",
                "{\"version\":3,\"domains\":[],\"relayNetworks\":[],\"limit\":1}",
                "{\"version\":3,\"domains\":[],\"relayNetworks\":[],\"outbound\":null}",
                "{\"version\":3,\"domains\":[],\"relayNetworks\":[],\"outbound\":\"mx login=x\"}"
            })
    void whatIsNotTheSettingsOfASiteIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> SiteText.parse(text));
    }
}
