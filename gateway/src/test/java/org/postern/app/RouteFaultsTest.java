package org.postern.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postern.directory.Destination;
import org.postern.directory.DomainRoute;
import org.postern.directory.Login;
import org.postern.directory.Site;
import org.postern.journey.TlsUse;

/// What `postern doctor` says of routes.
class RouteFaultsTest {
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
}
