package org.postern.settings;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where to connect, written `mail.example:25`, `192.0.2.1:25` or `[2001:db8::1]:25`. Names are resolved by who connects.
///
/// @param host name or numeric address, without brackets
/// @param port 1 to 65535
public record Destination(String host, int port) {
    private static final Pattern FORM =
            Pattern.compile(
                    "(\\[[0-9a-fA-F:.]+]|[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?):([1-9][0-9]{0,4})");

    private static final Pattern DIGITS = Pattern.compile("[0-9.]+");
    private static final String WRITE = "write HOST:PORT, such as 127.0.0.1:10026";

    public Destination {
        Parse.checkPort(port);
        if (host.isEmpty() || port == 0) {
            throw new IllegalArgumentException(WRITE);
        }
    }

    /// @throws IllegalArgumentException with what to write instead
    public static Destination parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(WRITE);
        }
        String host = parts.group(1);
        if (host.startsWith("[") || DIGITS.matcher(host).matches()) {
            // Reads numeric addresses by the letter.
            Listen.parse(text);
        }
        return new Destination(
                host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
                Integer.parseInt(parts.group(3)));
    }

    /// Whether who connects there comes to the listener. Names other than `localhost` are not looked up.
    public boolean isAt(Listen listener) {
        if (listener.port() != port) {
            return false;
        }
        if (host.equalsIgnoreCase("localhost")) {
            return reaches(listener, InetAddress.ofLiteral("127.0.0.1"))
                    || reaches(listener, InetAddress.ofLiteral("::1"));
        }
        boolean name = host.indexOf(':') < 0 && !DIGITS.matcher(host).matches();
        return !name && reaches(listener, InetAddress.ofLiteral(host));
    }

    /// What listens on any address takes connections to every address of this machine, as far as that is known without
    /// asking: its loopback ones, and the unnamed one, by which systems mean loopback.
    private static boolean reaches(Listen listener, InetAddress to) {
        InetSocketAddress where = listener.address();
        InetAddress at = where.getAddress();
        InetAddress meant = to.isAnyLocalAddress() ? loopbackLike(to) : to;
        return meant.equals(at) || at.isAnyLocalAddress() && meant.isLoopbackAddress();
    }

    private static InetAddress loopbackLike(InetAddress any) {
        return InetAddress.ofLiteral(any instanceof Inet6Address ? "::1" : "127.0.0.1");
    }

    /// As it is written.
    @Override
    public String toString() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
}
