package org.postern.app;

import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads the address of a server as a person types it: `mail.example:25`, `192.0.2.1:25` or `[2001:db8::1]:25`.
public final class ServerAddress {
    private static final Pattern FORM =
            Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^:\\[\\]\\s]+):(\\d{1,5})");

    private ServerAddress() {}

    /// @throws IllegalArgumentException with what to write instead
    public static InetSocketAddress parse(String text) {
        Matcher parts = FORM.matcher(text);
        int port = parts.matches() ? Integer.parseInt(parts.group(2)) : 0;
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("write HOST:PORT, such as 127.0.0.1:2525");
        }
        return new InetSocketAddress(parts.group(1), port);
    }

    /// The same as a person would type it.
    public static String print(InetSocketAddress address) {
        String host = address.getHostString();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
