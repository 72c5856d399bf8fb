package org.postern.app;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.postern.blocklist.BlocklistSettings;
import org.postern.blocklist.feed.FeedSettings;
import org.postern.blocklist.remote.RemoteSettings;
import org.postern.blocklist.service.ServiceSettings;
import org.postern.deliver.DeliverSettings;
import org.postern.dns.DnsSettings;
import org.postern.inspect.InspectSettings;
import org.postern.journal.JournalSettings;
import org.postern.milter.MilterSettings;
import org.postern.quarantine.QuarantineSettings;
import org.postern.queue.QueueSettings;
import org.postern.receive.EdgeSettings;
import org.postern.receive.FilterSettings;
import org.postern.receive.Submission;
import org.postern.receive.TlsSettings;
import org.postern.settings.Authorities;
import org.postern.settings.Network;
import org.postern.settings.Parse;
import org.postern.settings.Settings;
import org.postern.settings.SettingsProblem;
import org.postern.store.DataDirectory;
import org.postern.store.DatabaseSettings;

/// All settings of a node, feature by feature, in the order in which `docs/settings.md` has them.
///
/// @param name what this node calls itself in greetings, trace fields and records
/// @param trustedRelays whose trace fields are believed although they stand outside
/// @param lookupTrust who tells which LDAP servers are the right ones
/// @param keepRecords how long dossiers and events are kept
/// @param source what was read, for `postern settings`
record NodeSettings(
        String name,
        EdgeSettings edge,
        List<Network> trustedRelays,
        Submission submission,
        FilterSettings filter,
        MilterSettings milter,
        BlocklistSettings blocklist,
        FeedSettings feeds,
        RemoteSettings remoteLists,
        ServiceSettings blocklistService,
        TlsSettings tls,
        InspectSettings inspect,
        DeliverSettings deliver,
        DnsSettings dns,
        ProbeSender probeSender,
        Authorities lookupTrust,
        QueueSettings queue,
        QuarantineSettings quarantine,
        JournalSettings journal,
        Duration keepRecords,
        DatabaseSettings database,
        Settings source) {

    /// Reads `postern.conf`.
    ///
    /// @param commandLine settings that win over the file
    /// @throws SettingsProblem everything that is wrong with it
    static NodeSettings read(DataDirectory data, Map<String, String> commandLine)
            throws SettingsProblem {
        Settings settings = Settings.read(data.settings(), commandLine);
        NodeSettings all = from(settings, data.root(), Privileges.canBindPort25());
        settings.finish();
        return all;
    }

    static NodeSettings from(Settings s, Path data, boolean privileged) {
        String name =
                s.get(
                        "node.name",
                        "postern.localdomain",
                        NodeSettings::hostName,
                        "What this node calls itself in greetings and trace fields: its name in the"
                                + " DNS. It is never looked up.");
        EdgeSettings edge = EdgeSettings.from(s, privileged);
        List<Network> trustedRelays =
                s.list(
                        "edge.trusted-relays",
                        List.of(),
                        Network::parse,
                        "Networks of mail servers that bring mail of others to this site, such as"
                                + " backup exchangers. Their Received fields are believed, so that"
                                + " it is known where their mail came from; they may send to no more"
                                + " domains than anybody.");
        Submission submission = Submission.from(s);
        FilterSettings filter = FilterSettings.from(s);
        MilterSettings milter = MilterSettings.from(s);
        BlocklistSettings blocklist = BlocklistSettings.from(s);
        ServiceSettings service = ServiceSettings.from(s, blocklist.patience());
        new Circles(s, edge, submission, filter, milter, service.listen()).refuse();
        return new NodeSettings(
                name,
                edge,
                trustedRelays,
                submission,
                filter,
                milter,
                blocklist,
                FeedSettings.from(s, data),
                RemoteSettings.from(s),
                service,
                TlsSettings.from(s, data),
                InspectSettings.from(s),
                DeliverSettings.from(s, data),
                DnsSettings.from(s),
                s.get(
                        "recipients.probe-sender",
                        ProbeSender.NULL,
                        Parse.oneOf(ProbeSender.class),
                        "Sender under which next hops are asked for recipients (call-forward): null,"
                                + " or postmaster of the recipient's domain."),
                Authorities.from(
                        s, "recipients.tls-trust", "LDAP servers are checked against", data),
                QueueSettings.from(s),
                QuarantineSettings.from(s),
                JournalSettings.from(s),
                s.get(
                        "records.retention",
                        Duration.ofDays(90),
                        Parse.duration("1d", "3650d"),
                        "How long dossiers and events are kept, whole days at a time; and how long lists"
                                + " of recipients can be gone back to."),
                DatabaseSettings.from(s),
                s);
    }

    private static String hostName(String text) {
        String name = text.toLowerCase(Locale.ROOT);
        boolean good =
                name.length() <= 255
                        && name.matches("[a-z0-9]([a-z0-9-]{0,62})(\\.[a-z0-9]([a-z0-9-]{0,62}))*");
        if (!good) {
            throw new IllegalArgumentException("write a host name such as mx1.example.org");
        }
        return name;
    }
}
