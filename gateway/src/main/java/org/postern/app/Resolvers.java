package org.postern.app;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.dns.Dns;
import org.postern.dns.DnsSettings;
import org.postern.doctor.ResolverCheck.Server;
import org.postern.mail.dns.DnsAnswer.Failed;
import org.postern.mail.dns.DnsName;
import org.postern.mail.dns.DnsQuestion;
import org.postern.mail.dns.DnsType;

/// The resolvers of a node, one by one, for `postern doctor`. Each is asked of the root, which all of them must find, and
/// past everything that is remembered.
///
/// @param patience longest wait for one of them
record Resolvers(DnsSettings settings, Duration patience) {

    List<Server> all() {
        if (settings.servers().isEmpty()) {
            return List.of(new Server("the system's resolver", () -> trouble(settings)));
        }
        var all = new ArrayList<Server>();
        for (InetSocketAddress server : settings.servers()) {
            var alone = new DnsSettings(List.of(server), settings.timeout());
            all.add(new Server("resolver " + ServerAddress.print(server), () -> trouble(alone)));
        }
        return List.copyOf(all);
    }

    private Optional<String> trouble(DnsSettings server) throws InterruptedException {
        var root = new DnsQuestion(DnsName.ROOT, DnsType.MX);
        return new Dns(server).lookup(root, patience) instanceof Failed(_, String why)
                ? Optional.of(why)
                : Optional.empty();
    }
}
