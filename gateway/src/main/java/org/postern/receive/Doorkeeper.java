package org.postern.receive;

import java.util.List;
import org.postern.journey.Client;
import org.postern.journey.Content;
import org.postern.journey.Direction;
import org.postern.journey.Door;
import org.postern.journey.Envelope;
import org.postern.journey.MailId;
import org.postern.journey.Neighbour;
import org.postern.journey.TestResult;
import org.postern.journey.Waterfall;
import org.postern.mail.smtp.Conversation;
import org.postern.mail.smtp.Hello;
import org.postern.mail.smtp.Reply;
import org.postern.mail.smtp.Xclient;
import org.postern.mail.smtp.Xforward;

/// Who may send what to whom on one connection, and the transaction that is going on there. For one thread.
interface Doorkeeper extends Conversation.Rules {
    Role role();

    Door door();

    /// The id of the transaction, made at MAIL.
    MailId id();

    /// The clock of the transaction, started at MAIL.
    Waterfall clock();

    /// Notes what is said of the message that is about to begin.
    ///
    /// @param octets its size
    /// @param forwarded whom the client has it from
    void announce(long octets, Xforward forwarded);

    /// What the client may have on its way.
    Share share();

    /// Who sends the message.
    Client client(Hello hello);

    Direction direction();

    /// The mail server beside us that hands the message over.
    default Neighbour neighbour() {
        return Neighbour.NONE;
    }

    /// What was learnt of the client before the message.
    default List<TestResult> learnt() {
        return List.of();
    }

    /// Notes what a trusted server says of the client behind it.
    void told(Xclient client);

    void loggedIn(Login who);

    void protectedBy(Client.Tls how);

    /// Whether the message says that it is from the login; always where nobody logs in.
    boolean isAuthor(Content content);

    /// The envelope as it goes on.
    Envelope expanded(Envelope said);

    /// What the client hears of a reply.
    default Reply said(Reply reply) {
        return reply;
    }

    /// A refusal that names the transaction, so that a help desk finds what happened from what the sender saw.
    default Reply withId(Reply refusal) {
        Reply reply = said(refusal);
        return new Reply(
                reply.code(),
                reply.enhanced(),
                reply.lines().stream().map(line -> line + " [" + id() + "]").toList());
    }
}
