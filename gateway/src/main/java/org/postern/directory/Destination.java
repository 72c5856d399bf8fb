package org.postern.directory;

/// Where the mail of a domain goes.
public sealed interface Destination {

    /// The sink that the gateway brings along, for trying it out; it takes everything and keeps nothing.
    enum BuiltInSink implements Destination {
        SINK;

        @Override
        public String toString() {
            return "built-in-sink";
        }
    }

    /// A mail server.
    ///
    /// @param host a name or a numeric address without brackets
    record Server(String host, int port) implements Destination {
        public Server {
            boolean printable = host.chars().allMatch(c -> c > ' ' && c < 0x7f);
            if (host.isEmpty() || !printable || port < 1 || port > 65_535) {
                throw new IllegalArgumentException(
                        "write a next hop such as mail.example:25, 192.0.2.1:25 or [2001:db8::1]:25");
            }
        }

        @Override
        public String toString() {
            return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
        }
    }

    /// Reads `HOST:PORT`, `[IPV6]:PORT` or `built-in-sink`.
    static Destination parse(String text) {
        if (text.equals(BuiltInSink.SINK.toString())) {
            return BuiltInSink.SINK;
        }
        int colon = text.lastIndexOf(':');
        String host = text.substring(0, Math.max(0, colon));
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        String port = text.substring(colon + 1);
        if (host.indexOf(':') >= 0 != bracketed || !port.matches("[1-9][0-9]{0,4}")) {
            return new Server("", 0);
        }
        String bare = bracketed ? host.substring(1, host.length() - 1) : host;
        return new Server(bare, Integer.parseInt(port));
    }
}
