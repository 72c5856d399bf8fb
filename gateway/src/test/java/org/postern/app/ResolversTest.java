package org.postern.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.dns.DnsSettings;
import org.postern.dns.FakeDns;
import org.postern.doctor.ResolverCheck.Server;
import org.xbill.DNS.Rcode;

@Timeout(60)
class ResolversTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    /// One that works does not hide one that does not.
    @Test
    void eachIsAskedAlone() throws Exception {
        try (var good = answering(Rcode.NOERROR);
                var broken = answering(Rcode.SERVFAIL)) {
            List<Server> all = resolvers(List.of(good.address(), broken.address()), LONG).all();
            assertThat(all)
                    .extracting(Server::name)
                    .containsExactly(
                            "resolver " + ServerAddress.print(good.address()),
                            "resolver " + ServerAddress.print(broken.address()));
            assertThat(all.getFirst().question().trouble()).isEmpty();
            assertThat(all.getLast().question().trouble()).isPresent();
            assertThat(good.questions()).isOne();
        }
    }

    @Test
    void silenceEnds() throws Exception {
        try (var silent = new FakeDns(_ -> List.of())) {
            var all = resolvers(List.of(silent.address()), Duration.ofMillis(50)).all();
            assertThat(all.getFirst().question().trouble())
                    .contains("no answer from the DNS in time");
        }
    }

    @Test
    void whereNoneIsNamedTheSystemsAreAskedTogether() {
        assertThat(resolvers(List.of(), LONG).all())
                .extracting(Server::name)
                .containsExactly("the system's resolver");
    }

    private static FakeDns answering(int rcode) throws Exception {
        return new FakeDns(question -> List.of(FakeDns.answer(question, rcode)));
    }

    private static Resolvers resolvers(List<InetSocketAddress> servers, Duration patience) {
        return new Resolvers(new DnsSettings(servers, Duration.ofSeconds(10)), patience);
    }
}
