package org.postern.mail.smtp;

import java.io.IOException;
import java.util.OptionalInt;
import org.postern.mail.address.IpAddress;

/// Reads the header that a proxy sends before anything else. What is not one by the letter is none: addresses in it
/// decide what a client may do.
public final class ProxyReader {
    /// Octets of a header of version 1, CRLF included.
    private static final int MAX_LINE = 107;

    private ProxyReader() {}

    /// Reads the header. Octets behind it stay in the input.
    ///
    /// @throws IOException the connection failed or a time limit of the stream was over
    public static ProxyHeader read(WireInput in) throws IOException {
        if (!in.has(1)) {
            return new ProxyHeader.Closed();
        }
        return in.buffer()[in.start()] == ProxyBinary.SIGNATURE[0]
                ? ProxyBinary.read(in)
                : line(in);
    }

    private static ProxyHeader line(WireInput in) throws IOException {
        return switch (in.readLine(MAX_LINE)) {
            case Line.Complete(String line) -> line(line);
            case Line.Closed _ -> new ProxyHeader.Closed();
            case Line.TooLong _, Line.BareCr _, Line.BareLf _, Line.Nul _ ->
                    new ProxyHeader.Malformed("no line of a PROXY header");
        };
    }

    private static ProxyHeader line(String line) {
        if (line.equals("PROXY UNKNOWN") || line.startsWith("PROXY UNKNOWN ")) {
            return new ProxyHeader.Itself();
        }
        String[] words = line.split(" ", -1);
        if (words.length != 6 || !words[0].equals("PROXY")) {
            return new ProxyHeader.Malformed("not the words of a PROXY header");
        }
        boolean version6 = words[1].equals("TCP6");
        if (!version6 && !words[1].equals("TCP4")) {
            return new ProxyHeader.Malformed("a protocol that is not TCP");
        }
        String address = address(words[2], version6);
        OptionalInt port = port(words[4]);
        boolean sound =
                !address.isEmpty()
                        && !address(words[3], version6).isEmpty()
                        && port.isPresent()
                        && port(words[5]).isPresent();
        return sound
                ? new ProxyHeader.Told(address, port.getAsInt())
                : new ProxyHeader.Malformed("no address or port");
    }

    /// The canonical form of a numeric address; empty where it is none.
    static String address(String text, boolean version6) {
        return IpAddress.canonical(text, version6).orElse("");
    }

    /// One to five digits without a leading nought.
    static OptionalInt port(String text) {
        boolean number =
                !text.isEmpty()
                        && text.length() <= 5
                        && text.chars().allMatch(c -> c >= '0' && c <= '9')
                        && (text.length() == 1 || text.charAt(0) != '0');
        int port = number ? Integer.parseInt(text) : -1;
        return port >= 0 && port <= 65_535 ? OptionalInt.of(port) : OptionalInt.empty();
    }
}
