package org.postern.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postern.deliver.Itself;
import org.postern.directory.Destination;
import org.postern.directory.DomainRoute;
import org.postern.directory.Login;
import org.postern.directory.RecipientRules;
import org.postern.directory.Site;
import org.postern.dns.MxAnswer;
import org.postern.dns.MxLookup;
import org.postern.journey.TlsUse;
import org.postern.recipients.Answer;
import org.postern.recipients.Source;

/// What `postern doctor` says of routes.
class RouteFaultsTest {
    private static final Itself OWN = new OwnPlace("mx1.own.example", List::of);
    private static final MxLookup NEVER =
            (domain, _) -> {
                throw new AssertionError("nobody asked for " + domain);
            };

    /// An older release let such routes come into force, and mail for them waits.
    @Test
    void aLoginThatNeverLeavesIsNamed() {
        var site =
                new Site(
                        List.of(
                                DomainRoute.parse("a.example", "mail.a.example:587 login=mine"),
                                DomainRoute.parse(
                                        "b.example", "mail.b.example:587 tls=verify login=mine"),
                                DomainRoute.parse("c.example", "mail.c.example:25")),
                        List.of(),
                        Optional.of(
                                (Destination.Route)
                                        Destination.parse("smart.example:25 tls=may login=mine")),
                        List.of(new Login("mine", "me", "sealed")),
                        List.of(),
                        Optional.empty(),
                        1);
        assertThat(RouteFaults.withheld(site, TlsUse.MAY))
                .hasSize(2)
                .anyMatch(it -> it.startsWith("mail for a.example waits, as login mine never"))
                .anyMatch(it -> it.startsWith("mail for all other domains waits"))
                .allMatch(it -> it.contains("tls=verify"));
        assertThat(RouteFaults.withheld(site, TlsUse.VERIFY)).hasSize(1);
    }

    @Test
    void aNextHopThatIsThisGatewayIsNamed() {
        assertThat(faults(outbound("MX1.own.example:587", "mx1.own.example:25"), NEVER))
                .containsExactlyInAnyOrder(
                        "MX1.own.example is a next hop, and this gateway itself",
                        "mx1.own.example is a next hop, and this gateway itself");
    }

    @Test
    void exchangersThatLeadBackOrNowhereAreNamed() {
        Map<String, MxAnswer> zone =
                Map.of(
                        "good.example",
                        found("mail.good.example"),
                        "back.example",
                        found("mx1.own.example"),
                        "empty.example",
                        MxAnswer.Nothing.NO_RECORD,
                        "null.example",
                        MxAnswer.Nothing.NULL_MX,
                        "none.example",
                        MxAnswer.Nothing.NO_DOMAIN,
                        "dark.example",
                        new MxAnswer.Unknown("no resolver answers in time"));
        String all = "mx:" + String.join(" mx:", zone.keySet());
        MxLookup mx = (domain, _) -> Objects.requireNonNull(zone.get(domain.text()));
        assertThat(faults(outbound(all, "192.0.2.1:25"), mx))
                .containsExactlyInAnyOrder(
                        "mx:back.example leads back to this gateway",
                        "mx:empty.example leads nowhere: the domain has no MX record",
                        "mx:null.example leads nowhere: the domain takes no mail",
                        "mx:none.example leads nowhere: there is no such domain",
                        "mx:dark.example: no resolver answers in time");
    }

    @Test
    void aListThatWasNotReadIsNamed() {
        Site site = outbound("192.0.2.9:25", "192.0.2.1:25");
        var faults =
                new RouteFaults(
                        () -> site, _ -> false, NEVER, OWN, _ -> Optional.empty(), TlsUse.MAY);
        assertThat(faults.find())
                .containsExactly(
                        "recipients of a.example are put off: their list was not read since the"
                                + " start");
    }

    @Test
    void aSourceOfRecipientsThatSaysNothingIsNamed() {
        Site plain = outbound("192.0.2.9:25", "192.0.2.1:25");
        Site site =
                plain.with(
                        plain.domains().getFirst().with(RecipientRules.parse("list call-forward")));
        assertThat(faults(site, _ -> Answer.Clear.UNKNOWN)).isEmpty();
        assertThat(faults(site, _ -> new Answer.None("does not answer")))
                .containsExactly("recipients of a.example: call-forward does not answer");
    }

    private static List<String> faults(Site site, Source callForward) {
        return new RouteFaults(
                        () -> site,
                        _ -> true,
                        NEVER,
                        OWN,
                        _ -> Optional.of(callForward),
                        TlsUse.MAY)
                .find();
    }

    private static List<String> faults(Site site, MxLookup mx) {
        return new RouteFaults(() -> site, _ -> true, mx, OWN, _ -> Optional.empty(), TlsUse.MAY)
                .find();
    }

    private static MxAnswer found(String host) {
        return new MxAnswer.Found(List.of(new MxAnswer.Exchanger(host, 10)));
    }

    /// Mail for a.example goes to `inbound`, and all other to `outbound`.
    private static Site outbound(String outbound, String inbound) {
        return new Site(
                List.of(DomainRoute.parse("a.example", inbound)),
                List.of(),
                Optional.of((Destination.Route) Destination.parse(outbound)),
                List.of(),
                List.of(),
                Optional.empty(),
                1);
    }
}
