package org.postern.blocklist.reverse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postern.blocklist.Zones.client;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.blocklist.Blocker;
import org.postern.blocklist.Caller;
import org.postern.blocklist.ClientNames;
import org.postern.blocklist.Result;
import org.postern.blocklist.Rule;
import org.postern.blocklist.Rules;
import org.postern.blocklist.Verdict;
import org.postern.dns.Dns;
import org.postern.dns.DnsSettings;
import org.postern.dns.FakeDns;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;

/// What a hostile server of the reverse DNS sends, over a socket.
@Tag("slow")
@Timeout(60)
class HostileNamesTest {
    private static final Caller CLIENT = client("192.0.2.7");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static ClientNames names(FakeDns.Script script) throws Exception {
        try (var server = new FakeDns(script)) {
            return ClientNames.of(CLIENT, dns(server).within(PATIENCE, Rules.QUESTIONS));
        }
    }

    private static Dns dns(FakeDns server) {
        return new Dns(new DnsSettings(List.of(server.address()), Duration.ofMillis(500)));
    }

    private static List<byte[]> called(Message question, String... hosts) throws IOException {
        if (!question.getQuestion().getName().toString().endsWith(".arpa.")) {
            return List.of(FakeDns.answer(question, Rcode.NXDOMAIN));
        }
        var records = new ArrayList<Record>();
        for (String host : hosts) {
            records.add(
                    new PTRRecord(
                            question.getQuestion().getName(),
                            DClass.IN,
                            60,
                            Name.fromString(host)));
        }
        return List.of(FakeDns.answer(question, Rcode.NOERROR, records.toArray(Record[]::new)));
    }

    @Test
    void h4_octetsThatNoNameHasAreLeftOut() throws Exception {
        ClientNames names =
                names(it ->
                        called(
                                it,
                                "line\\013\\010break.example.",
                                "nul\\000.example.",
                                "space\\032here.example.",
                                "dot\\046inside.example.",
                                "<b>html</b>.example.",
                                "esc\\027[1m.example.",
                                "UPPER.Example."));

        assertThat(names.all()).extracting(Object::toString).containsExactly("upper.example");
        assertThat(names.isUnconfirmed()).isTrue();
    }

    @Test
    void h4_brokenAnswersAreFailures() throws Exception {
        for (FakeDns.Script script :
                List.<FakeDns.Script>of(
                        it -> List.of(FakeDns.answer(it, Rcode.SERVFAIL)),
                        it -> List.of(FakeDns.answer(it, Rcode.REFUSED)),
                        it -> called(it, "nul\\000.example."),
                        _ -> List.of(new byte[] {1, 2, 3}))) {
            ClientNames names = names(script);
            assertThat(names.failure()).isPresent();
            assertThat(names.isNone()).isFalse();
            assertThat(names.isUnconfirmed()).isFalse();
        }
    }

    @Test
    void h7_silenceCostsNoMoreThanTheBudget() throws Exception {
        try (var server = new FakeDns(_ -> List.of())) {
            var rules =
                    new Rules(
                            List.of(
                                    Rule.observing(new ReverseNone()),
                                    Rule.observing(new ReverseUnconfirmed())),
                            0,
                            0,
                            Duration.ofMillis(50),
                            Rules.QUESTIONS);
            var blocker = new Blocker(() -> rules, dns(server)::within, InstantSource.system());

            long begun = System.nanoTime();
            Verdict verdict = blocker.judge(CLIENT);

            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(PATIENCE);
            assertThat(verdict.decision()).isEqualTo(Verdict.Decision.PASS);
            assertThat(verdict.steps())
                    .hasSize(2)
                    .allSatisfy(it -> assertThat(it.result()).isInstanceOf(Result.NotDone.class));
        }
    }
}
