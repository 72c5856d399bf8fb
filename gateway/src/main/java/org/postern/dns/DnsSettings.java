package org.postern.dns;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.postern.settings.Listen;
import org.postern.settings.Parse;
import org.postern.settings.Settings;

/// Settings of the DNS.
///
/// @param servers the resolvers to ask, empty for those of the system
/// @param timeout how long one of them has for an answer
public record DnsSettings(List<InetSocketAddress> servers, Duration timeout) {
    public DnsSettings {
        servers = List.copyOf(servers);
    }

    public static DnsSettings from(Settings s) {
        List<Listen> servers =
                s.list(
                        "dns.servers",
                        List.of(),
                        DnsSettings::server,
                        "Resolvers to ask, such as \"127.0.0.1:53\". Those of the"
                                + " system where none is named. Names of next hops that the site"
                                + " gives are looked up by the system itself.");
        Duration timeout =
                s.get(
                        "dns.timeout",
                        Duration.ofSeconds(3),
                        Parse.duration("10ms", "30s"),
                        "Time one resolver has for an answer.");
        return new DnsSettings(servers.stream().map(Listen::address).toList(), timeout);
    }

    private static Listen server(String text) {
        Listen server = Listen.parse(text);
        if (server.host().equals("*") || server.port() == 0) {
            throw new IllegalArgumentException("write the address and port of a resolver");
        }
        return server;
    }
}
