package org.postern.blocklist.standard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postern.blocklist.Zones.saying;
import static org.postern.blocklist.Zones.zone;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postern.blocklist.Blocker;
import org.postern.blocklist.BlocklistSettings;
import org.postern.blocklist.Choice;
import org.postern.blocklist.ReplyText;
import org.postern.blocklist.Rules;
import org.postern.blocklist.TestKind;
import org.postern.blocklist.Verdict;
import org.postern.blocklist.hello.Ourselves;
import org.postern.blocklist.remote.ListAlarms;
import org.postern.blocklist.remote.RemoteLists;
import org.postern.blocklist.remote.RemoteSettings;
import org.postern.blocklist.reverse.SitePatterns;
import org.postern.mail.address.IpAddress;
import org.postern.mail.dns.DnsLookup;
import org.postern.mail.dns.DnsName;
import org.postern.settings.Settings;
import org.postern.settings.SettingsProblem;

class StandardTestsTest {
    private static final Ourselves NOBODY =
            new Ourselves() {
                @Override
                public boolean isName(DnsName name) {
                    return false;
                }

                @Override
                public boolean isAddress(IpAddress address) {
                    return false;
                }

                @Override
                public boolean isOneOfUs(IpAddress client) {
                    return false;
                }
            };

    private static final ListAlarms SILENCE =
            new ListAlarms() {
                @Override
                public void setAside(String list, String why) {}

                @Override
                public void isBack(String list) {}
            };

    private static Rules rules(Map<String, String> values, DnsLookup dns) throws SettingsProblem {
        Settings settings = Settings.of(values);
        BlocklistSettings blocklist = BlocklistSettings.from(settings);
        RemoteSettings remote = RemoteSettings.from(settings);
        settings.finish();
        try (var lists = new RemoteLists((_, _) -> dns, InstantSource.system(), SILENCE)) {
            return blocklist.rules(
                    StandardTests.of(
                            blocklist,
                            remote,
                            lists,
                            new SitePatterns(Optional.empty()),
                            () -> _ -> Optional.empty(),
                            NOBODY));
        }
    }

    @Test
    void everyKindHasItsTestInItsPlace() throws SettingsProblem {
        Rules rules = rules(Map.of(), zone());
        List<TestKind> kinds =
                rules.rules().stream()
                        .map(it -> TestKind.of(it.test().name()).orElseThrow())
                        .toList();
        assertThat(kinds).isSorted().doesNotHaveDuplicates().hasSizeGreaterThan(14);
        assertThat(rules.rules()).allSatisfy(it -> assertThat(it.test().purpose()).isNotEmpty());
    }

    @Test
    void aClientIsRefusedForWhatTheSiteChose() throws Exception {
        DnsLookup dns =
                zone(
                        "7.2.0.192.in-addr.arpa. PTR 192-0-2-7.dyn.isp.example.",
                        "192-0-2-7.dyn.isp.example. A 192.0.2.7");
        Rules rules = rules(Map.of("blocklist.tests.reverse-dynamic", "reject"), dns);
        var blocker = new Blocker(() -> rules, (_, _) -> dns, InstantSource.system());
        var client = saying("192.0.2.7", "friend");

        Verdict verdict = blocker.judge(client);

        assertThat(verdict.decision()).isEqualTo(Verdict.Decision.REJECT);
        assertThat(ReplyText.of(client, verdict.decisive()))
                .isEqualTo(
                        "Mail is not taken from dynamic addresses such as 192.0.2.7"
                                + " (192-0-2-7.dyn.isp.example is like **{address}**{dynamic}**)."
                                + " Please send through your provider's mail server");
        assertThat(Choice.OBSERVE.action()).isEqualTo(rules.rules().getFirst().action());
    }
}
