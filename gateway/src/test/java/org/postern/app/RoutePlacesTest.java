package org.postern.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postern.directory.Destination;
import org.postern.directory.DomainRoute;
import org.postern.directory.Site;
import org.postern.journey.NextHop;
import org.postern.mail.address.Domain;

/// Which names and resolvers a site depends on.
class RoutePlacesTest {
    @Test
    void domainsAndTheWayOutCount() {
        RoutePlaces places =
                places("smart.example:587 mx:other.example", "mail.a.example:25 192.0.2.1:25 mx");
        assertThat(places.names()).containsExactlyInAnyOrder("smart.example", "mail.a.example");
        assertThat(places.exchangers())
                .containsExactlyInAnyOrder(exchangers("other.example"), exchangers("a.example"));
        assertThat(places.ofEach()).isFalse();
        assertThat(places.needResolvers()).isTrue();
    }

    @Test
    void aWayOutByMxNeedsResolversThoughItNamesNobody() {
        RoutePlaces places = places("mx", "192.0.2.1:25 [2001:db8::1]:25");
        assertThat(places.names()).isEmpty();
        assertThat(places.exchangers()).isEmpty();
        assertThat(places.needResolvers()).isTrue();
    }

    @Test
    void addressesAndTheExampleNeedNobody() {
        assertThat(places("192.0.2.9:25", "[2001:db8::1]:25").needResolvers()).isFalse();
        assertThat(RoutePlaces.of(Site.UNCONFIGURED).all()).isEmpty();
        assertThat(RoutePlaces.of(Site.UNCONFIGURED).needResolvers()).isFalse();
    }

    private static NextHop.Exchangers exchangers(String domain) {
        return new NextHop.Exchangers(new Domain.Name(domain), NextHop.Exchangers.PORT);
    }

    private static RoutePlaces places(String outbound, String ofDomain) {
        return RoutePlaces.of(
                new Site(
                        List.of(DomainRoute.parse("a.example", ofDomain)),
                        List.of(),
                        Optional.of((Destination.Route) Destination.parse(outbound)),
                        List.of(),
                        List.of(),
                        Optional.empty(),
                        1));
    }
}
