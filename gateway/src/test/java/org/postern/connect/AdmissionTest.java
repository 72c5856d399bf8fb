package org.postern.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.postern.connect.Admission.Place;
import org.postern.connect.Admission.Turned;

class AdmissionTest {
    private final AtomicLong now = new AtomicLong();

    @Test
    void f2_allPlacesTakenTurnsEverybodyAway() {
        var admission = admission(new ClientLimits(3, 10, 100, 100, 1000));
        for (int i = 1; i <= 3; i++) {
            assertThat(enter(admission, "192.0.2." + i)).isInstanceOf(Place.class);
        }
        assertThat(enter(admission, "192.0.2.9")).isEqualTo(Turned.FULL);
        assertThat(admission.open()).isEqualTo(3);
    }

    @Test
    void f2_oneAddressHasAFewPlacesAndGetsThemBack() {
        var admission = admission(new ClientLimits(100, 2, 100, 100, 1000));
        var places = new ArrayList<Place>();
        places.add((Place) enter(admission, "192.0.2.1"));
        places.add((Place) enter(admission, "192.0.2.1"));
        assertThat(enter(admission, "192.0.2.1")).isEqualTo(Turned.TOO_MANY_OF_CLIENT);
        assertThat(enter(admission, "192.0.2.2")).isInstanceOf(Place.class);
        places.getFirst().close();
        places.getFirst().close();
        assertThat(admission.open()).isEqualTo(2);
        assertThat(enter(admission, "192.0.2.1")).isInstanceOf(Place.class);
        assertThat(enter(admission, "192.0.2.1")).isEqualTo(Turned.TOO_MANY_OF_CLIENT);
    }

    @Test
    void f4_octetsOnTheirWayAreCountedOverAllConnectionsOfAClient() {
        var admission = admission(new ClientLimits(100, 10, 100, 100, 1000));
        var first = (Place) enter(admission, "192.0.2.1");
        var second = (Place) enter(admission, "192.0.2.1");
        var other = (Place) enter(admission, "192.0.2.2");
        assertThat(first.takeOctets(101, 100)).isFalse();
        assertThat(first.takeOctets(60, 100)).isTrue();
        assertThat(second.takeOctets(41, 100)).isFalse();
        assertThat(second.takeOctets(40, 100)).isTrue();
        assertThat(other.takeOctets(100, 100)).isTrue();
        first.giveBackOctets(60);
        assertThat(second.takeOctets(61, 100)).isFalse();
        assertThat(second.takeOctets(60, 100)).isTrue();
    }

    @Test
    void f2_addressesOfOneIpv6NetworkAreOneClient() {
        var admission = admission(new ClientLimits(100, 2, 100, 100, 1000));
        assertThat(enter(admission, "2001:db8:0:1::1")).isInstanceOf(Place.class);
        assertThat(enter(admission, "2001:db8:0:1:ffff::2")).isInstanceOf(Place.class);
        assertThat(enter(admission, "2001:db8:0:1:aaaa::3")).isEqualTo(Turned.TOO_MANY_OF_CLIENT);
        assertThat(enter(admission, "2001:db8:0:2::1")).isInstanceOf(Place.class);
    }

    @Test
    void f2_connectionsPerMinuteAreLimitedAndComeBackWithTime() {
        var admission = admission(new ClientLimits(100, 100, 3, 100, 1000));
        for (int i = 0; i < 3; i++) {
            ((Place) enter(admission, "192.0.2.1")).close();
        }
        assertThat(enter(admission, "192.0.2.1")).isEqualTo(Turned.TOO_OFTEN);
        now.addAndGet(Duration.ofSeconds(21).toNanos());
        assertThat(enter(admission, "192.0.2.1")).isInstanceOf(Place.class);
        assertThat(enter(admission, "192.0.2.1")).isEqualTo(Turned.TOO_OFTEN);
    }

    @Test
    void messagesPerMinuteAreLimitedOverAllConnectionsOfAClient() {
        var admission = admission(new ClientLimits(100, 100, 100, 2, 1000));
        Place one = (Place) enter(admission, "192.0.2.1");
        Place two = (Place) enter(admission, "192.0.2.1");
        assertThat(one.mayBeginMessage()).isTrue();
        assertThat(two.mayBeginMessage()).isTrue();
        assertThat(one.mayBeginMessage()).isFalse();
        now.addAndGet(Duration.ofSeconds(31).toNanos());
        assertThat(two.mayBeginMessage()).isTrue();
    }

    @Test
    void relayNetworksHaveNoRatesButShareThePlaces() {
        var admission = admission(new ClientLimits(5, 1, 1, 1, 1000));
        for (int i = 0; i < 5; i++) {
            Place place = (Place) admission.enter(address("192.0.2.1"), true);
            assertThat(place.mayBeginMessage()).isTrue();
            assertThat(place.mayBeginMessage()).isTrue();
        }
        assertThat(admission.enter(address("192.0.2.1"), true)).isEqualTo(Turned.FULL);
    }

    private Admission admission(ClientLimits limits) {
        return new Admission(limits, now::get);
    }

    private static Admission.Entry enter(Admission admission, String ip) {
        return admission.enter(address(ip), false);
    }

    private static InetAddress address(String ip) {
        return InetAddress.ofLiteral(ip);
    }
}
