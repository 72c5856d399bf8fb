package org.postern.mail.milter;

import java.util.List;
import java.util.Map;

/// What a server tells a filter, read from a packet. Texts have one character for each octet. A wrong packet is a command
/// too, so that one place ends the dialogue.
public sealed interface MilterCommand {

    /// The first command of a connection.
    ///
    /// @param abilities bits of [Ability]
    /// @param traits bits of [Trait]
    record Negotiate(int version, int abilities, int traits) implements MilterCommand {}

    /// What holds for the command behind it.
    record Macro(Stage stage, Map<String, String> told) implements MilterCommand {
        public Macro {
            told = Map.copyOf(told);
        }
    }

    /// A client connected to the server.
    ///
    /// @param host its name by the server's account
    /// @param address numeric, canonical; empty where it came by no network that the server knows
    /// @param local whether it came by a socket of the server's machine
    record Connect(String host, String address, int port, boolean local) implements MilterCommand {
        /// By the network, or in a way that the server does not know.
        public Connect(String host, String address, int port) {
            this(host, address, port, false);
        }
    }

    /// HELO or EHLO; which of them is not told.
    record Hello(String name) implements MilterCommand {}

    /// MAIL.
    ///
    /// @param words the reverse-path as it was written, then the parameters
    record Mail(List<String> words) implements MilterCommand {
        public Mail {
            words = List.copyOf(words);
        }
    }

    /// RCPT.
    ///
    /// @param words the recipient as it was written, then the parameters
    record Recipient(List<String> words) implements MilterCommand {
        public Recipient {
            words = List.copyOf(words);
        }
    }

    /// DATA.
    record Data() implements MilterCommand {}

    /// One header field.
    ///
    /// @param value lines end in LF
    record Header(String name, String value) implements MilterCommand {}

    record EndOfHeaders() implements MilterCommand {}

    /// A piece of the body.
    record Body(String octets) implements MilterCommand {}

    /// The message is whole.
    ///
    /// @param octets the last piece of the body, as a rule empty
    record EndOfMessage(String octets) implements MilterCommand {}

    /// The message is given up. No reply.
    record Abort() implements MilterCommand {}

    /// The connection is given up. No reply.
    record Quit() implements MilterCommand {}

    /// The client is gone, and another one follows on this connection. No reply.
    record NextClient() implements MilterCommand {}

    /// The client gave a command that the server does not know.
    record Unknown() implements MilterCommand {}

    /// A packet that broke the rules.
    ///
    /// @param why for the log; holds nothing of what the peer sent
    record Malformed(String why) implements MilterCommand {}
}
