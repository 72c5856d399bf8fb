package org.postern.mail.milter;

import org.postern.mail.milter.MilterCommand.Connect;

/// Where a dialogue with a server stands. Each state holds what is known in it and nothing else; a message is used up,
/// never reset.
public sealed interface MilterState {

    /// Nothing was said.
    record Opened() implements MilterState {}

    /// Both agreed how to talk; no client yet.
    record Agreed(MilterOptions options, Macros macros) implements MilterState {}

    /// There is a client, and no message.
    record Connected(Visit visit) implements MilterState {}

    /// A message has a sender.
    record Addressing(Visit visit, Message message) implements MilterState {}

    /// Its header arrives.
    ///
    /// @param octets of the header so far
    record InHeader(Visit visit, Message message, int octets) implements MilterState {}

    /// Its body arrives.
    record InBody(Visit visit, Message message) implements MilterState {}

    /// It is whole, and the server waits for what becomes of it. [MilterDialogue#finished] leads on.
    record Whole(Visit visit, Message message) implements MilterState {}

    /// The connection ends.
    ///
    /// @param why what was wrong, for the log; empty where nothing was
    record Closed(String why) implements MilterState {}

    /// The same once a command came that is none of macros.
    default MilterState settled() {
        return switch (this) {
            case Agreed(MilterOptions options, Macros macros) ->
                    new Agreed(options, macros.settled());
            case Connected(Visit visit) -> new Connected(visit.settled());
            case Addressing(Visit visit, Message message) ->
                    new Addressing(visit.settled(), message);
            case InHeader(Visit visit, Message message, int octets) ->
                    new InHeader(visit.settled(), message, octets);
            case InBody(Visit visit, Message message) -> new InBody(visit.settled(), message);
            case Opened _, Whole _, Closed _ -> this;
        };
    }

    /// A client at the server.
    ///
    /// @param hello what it called itself; empty where it did not
    record Visit(MilterOptions options, Connect client, String hello, Macros macros) {
        Visit greeted(String name) {
            return new Visit(options, client, name, macros);
        }

        Visit with(Macros other) {
            return new Visit(options, client, hello, other);
        }

        Visit settled() {
            return macros.inARow() == 0 ? this : with(macros.settled());
        }

        /// The same client without what was about one message.
        Visit withoutMessage() {
            return with(macros.ofConnection());
        }
    }

    /// A message with a sender. Who that is, and who the recipients are, [MilterDialogue.Rules] heard.
    ///
    /// @param recipients how many were not refused
    record Message(int recipients) {
        static final Message ADDRESSED_TO_NOBODY = new Message(0);

        Message withOneMore() {
            return new Message(recipients + 1);
        }
    }
}
