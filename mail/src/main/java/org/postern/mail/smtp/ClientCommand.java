package org.postern.mail.smtp;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.postern.mail.address.Address;
import org.postern.mail.address.ReversePath;
import org.postern.mail.sasl.Mechanism;

/// One command that is sent to another server. It cannot hold a second one: CR, LF, NUL and everything else that is not
/// printable is refused, wherever the argument came from. Letters past ASCII are in it only for a server with SMTPUTF8.
///
/// @param line the command without its CRLF
public record ClientCommand(String line) {
    public static final ClientCommand DATA = new ClientCommand("DATA");
    public static final ClientCommand RSET = new ClientCommand("RSET");
    public static final ClientCommand NOOP = new ClientCommand("NOOP");
    public static final ClientCommand QUIT = new ClientCommand("QUIT");
    public static final ClientCommand STARTTLS = new ClientCommand("STARTTLS");

    /// Characters of a line, CRLF not included (RFC 5321 §4.5.3.1.4, with room for the parameters sent here).
    static final int MAX_LENGTH = 1000;

    private static final String AUTH = "AUTH ";

    public ClientCommand {
        if (line.isEmpty() || line.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("command of " + line.length() + " characters");
        }
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c < 0x20 || c >= 0x7f && c < 0xa0) {
                throw new IllegalArgumentException("character " + (int) c + " in a command");
            }
        }
    }

    private static void require(boolean sayable) {
        if (!sayable) {
            throw new IllegalArgumentException("an address past ASCII for a server of ASCII");
        }
    }

    /// @throws IllegalArgumentException the name is not one that a server may be told
    public static ClientCommand ehlo(String name) {
        return new ClientCommand("EHLO " + new Hello(name, true).name());
    }

    /// @throws IllegalArgumentException the name is not one that a server may be told
    public static ClientCommand helo(String name) {
        return new ClientCommand("HELO " + new Hello(name, false).name());
    }

    /// EHLO as a client of LMTP says it (RFC 2033 §4.1).
    ///
    /// @throws IllegalArgumentException the name is not one that a server may be told
    public static ClientCommand lhlo(String name) {
        return new ClientCommand("LHLO " + new Hello(name, true).name());
    }

    /// The begin of a login (RFC 4954 §4).
    ///
    /// @param first what is said along with it, as [ClientExchange#first] has it; empty for nothing
    public static ClientCommand auth(Mechanism mechanism, Optional<String> first) {
        return new ClientCommand(AUTH + mechanism.word() + first.map(it -> " " + it).orElse(""));
    }

    /// MAIL with those of the parameters that the server understands.
    ///
    /// @throws IllegalArgumentException the sender is past ASCII and the server is not, or the parameters are not
    public static ClientCommand mail(
            ReversePath sender, MailParameters parameters, Capabilities server) {
        boolean utf8 = parameters.smtpUtf8() && server.smtpUtf8();
        require(utf8 || isAscii(sender));
        var line = new StringBuilder("MAIL FROM:<").append(sender).append('>');
        if (server.has("SIZE") && parameters.size() > 0) {
            line.append(" SIZE=").append(parameters.size());
        }
        if (server.eightBitMime() && parameters.isEightBit()) {
            line.append(" BODY=8BITMIME");
        }
        if (utf8) {
            line.append(" SMTPUTF8");
        }
        if (server.notices()) {
            parameters.ret().ifPresent(ret -> line.append(" RET=").append(ret));
            if (!parameters.envid().isEmpty()) {
                line.append(" ENVID=").append(Xtext.encode(parameters.envid()));
            }
        }
        if (parameters.submitter() && server.has("AUTH")) {
            // We know nobody who handed it in for certain.
            line.append(" AUTH=<>");
        }
        return new ClientCommand(line.toString());
    }

    /// RCPT without parameters.
    ///
    /// @throws IllegalArgumentException the recipient cannot be said in ASCII
    public static ClientCommand rcpt(Address recipient) {
        return rcpt(recipient, RcptParameters.NONE, Capabilities.NONE);
    }

    /// RCPT with those of the parameters that the server understands.
    ///
    /// @throws IllegalArgumentException the recipient is past ASCII and the server is not
    public static ClientCommand rcpt(
            Address recipient, RcptParameters parameters, Capabilities server) {
        require(server.smtpUtf8() || recipient.isAscii());
        var line = new StringBuilder("RCPT TO:<").append(recipient).append('>');
        if (server.notices()) {
            if (!parameters.notifyOn().isEmpty()) {
                line.append(" NOTIFY=").append(list(parameters.notifyOn()));
            }
            parameters.orcpt().ifPresent(orcpt -> line.append(" ORCPT=").append(orcpt.encode()));
        }
        return new ClientCommand(line.toString());
    }

    private static boolean isAscii(ReversePath sender) {
        return switch (sender) {
            case ReversePath.Null _ -> true;
            case ReversePath.Mailbox(Address address) -> address.isAscii();
        };
    }

    private static String list(Set<Notify> notifyOn) {
        return notifyOn.stream().sorted().map(Notify::name).collect(Collectors.joining(","));
    }

    /// The command, but for what logs in.
    @Override
    public String toString() {
        int blank = line.startsWith(AUTH) ? line.indexOf(' ', AUTH.length()) : -1;
        return blank < 0 ? line : line.substring(0, blank) + " (hidden)";
    }

    public byte[] encode() {
        return encode(List.of(this));
    }

    /// The octets of a group of commands, so that a group is one write (RFC 2920).
    public static byte[] encode(List<ClientCommand> group) {
        var lines = new StringBuilder(64 * group.size());
        for (ClientCommand command : group) {
            lines.append(command.line).append("\r\n");
        }
        return lines.toString().getBytes(StandardCharsets.UTF_8);
    }
}
