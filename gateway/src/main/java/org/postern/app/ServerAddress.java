package org.postern.app;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads the address of a server as a person types it: `mail.example:25`, `192.0.2.1:25` or `[2001:db8::1]:25`.
public final class ServerAddress {
    private static final Pattern FORM =
            Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^:\\[\\]\\s]+):(\\d{1,5})");

    private static final Pattern IPV4 = Pattern.compile("[0-9]+(\\.[0-9]+)*");
    private static final String WRITE = "write HOST:PORT, such as 127.0.0.1:2525";

    private ServerAddress() {}

    /// @throws IllegalArgumentException with what to write instead
    public static InetSocketAddress parse(String text) {
        Matcher parts = FORM.matcher(text);
        int port = parts.matches() ? Integer.parseInt(parts.group(2)) : 0;
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException(WRITE);
        }
        String host = parts.group(1);
        boolean numeric = host.startsWith("[") || IPV4.matcher(host).matches();
        return numeric
                ? new InetSocketAddress(literal(host), port)
                : new InetSocketAddress(host, port);
    }

    /// A numeric address; what only looks like one must not be asked for in the DNS.
    private static InetAddress literal(String host) {
        try {
            // Four parts: the JDK knows old forms with fewer.
            if (!host.startsWith("[") && host.split("\\.", -1).length == 4) {
                return InetAddress.ofLiteral(host);
            }
            if (host.indexOf(':') >= 0) {
                return InetAddress.ofLiteral(host.substring(1, host.length() - 1));
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(WRITE, e);
        }
        throw new IllegalArgumentException(WRITE);
    }

    /// The same as a person would type it.
    public static String print(InetSocketAddress address) {
        String host = address.getHostString();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
