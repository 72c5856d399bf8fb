package org.postern.deliver;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postern.deliver.DeliverSettings.Times;
import org.postern.journey.HandOver;
import org.postern.journey.Transport;
import org.postern.mail.address.Address;
import org.postern.mail.smtp.ClientCommand;
import org.postern.mail.smtp.DataWriter;
import org.postern.mail.smtp.IllegalContent;
import org.postern.mail.smtp.Reply;

/// One mail transaction on one connection, from MAIL to the answer to the final dot. For one use.
///
/// Where the next hop offers PIPELINING, MAIL and RCPT leave together, and DATA with them when there is one recipient:
/// with several, some may be refused, and then DATA must not have been said. Content leaves only after every answer is
/// known (RFC 2920 §3.1).
final class Transaction {
    /// Recipients in one write. With many more, a server whose answers nobody reads yet could stop reading.
    private static final int GROUP = 100;

    /// Lines of a refusal that our client gets to see.
    private static final int LINES_PASSED_ON = 10;

    /// Longest wait for the answer to RSET. The sender waits for a result that is known by then, and a next hop that is
    /// slower loses no more than its connection.
    private static final Duration RESET = Duration.ofSeconds(2);

    private static final int GO_AHEAD = 354;
    private static final int CLOSING = 421;

    /// Wants a login or encryption of us (RFC 4954 §6, RFC 3207 §4), which says nothing of the message.
    private static final Set<Integer> WANTS_MORE = Set.of(530, 538);

    /// Cannot make sense of MAIL as we say it, whatever the sender.
    private static final Set<Integer> OUT_OF_STEP = Set.of(500, 502, 503);

    /// Only the sender's own server may change how content is encoded, so it has to know.
    private static final Reply NO_EIGHT_BIT =
            Reply.of(554, "5.6.3", "The mail server behind this gateway takes no 8-bit content");

    /// Only the sender can say the same in ASCII.
    private static final Reply NO_UTF8 =
            Reply.of(553, "5.6.7", "The mail server behind this gateway takes no SMTPUTF8");

    private static final Reply BARE_LINE_ENDS =
            Reply.of(554, "5.6.0", "Message has line ends other than CRLF");

    private final Connection connection;
    private final Parcel parcel;
    private final Transport transport;
    private final Times times;
    private final long deadline;

    private List<ClientCommand> rcpt = List.of();
    private final Map<Address, Reply> answers = new LinkedHashMap<>();
    private int acceptedRecipients;
    private boolean heard;
    private boolean dotSent;
    private boolean over;

    Transaction(
            Connection connection, Parcel parcel, Transport transport, Times times, long deadline) {
        this.connection = connection;
        this.parcel = parcel;
        this.transport = transport;
        this.times = times;
        this.deadline = deadline;
    }

    /// Whether the next hop answered anything of this transaction, other than that it is closing.
    boolean heard() {
        return heard;
    }

    /// Whether the next hop may have seen the end of the content.
    boolean dotSent() {
        return dotSent;
    }

    /// Whether the connection, if it is still open, is ready for the next transaction.
    boolean over() {
        return over;
    }

    /// @throws IOException no answer, or none that makes sense; the connection is of no more use
    HandOver run() throws IOException {
        if (parcel.eightBit() && !connection.can().eightBitMime()) {
            over = true;
            return new HandOver.Unfit(NO_EIGHT_BIT, parcel.envelope().recipients());
        }
        if (!parcel.utf8().isEmpty() && !connection.can().smtpUtf8()) {
            over = true;
            return new HandOver.Unfit(NO_UTF8, parcel.utf8());
        }
        forward();
        rcpt = parcel.rcpt(connection.can());
        if (parcel.content().isEmpty()) {
            return ask();
        }
        if (!connection.can().pipelining()) {
            return stepByStep();
        }
        return rcpt.size() == 1 ? allAtOnce() : inGroups();
    }

    /// Says whom the message is from. Answers are known before anything else is said: a message must not go on as that of
    /// another client.
    private void forward() throws IOException {
        List<ClientCommand> commands = parcel.forward(connection.can());
        if (commands.isEmpty()) {
            return;
        }
        if (connection.can().pipelining()) {
            say(commands);
        }
        for (ClientCommand command : commands) {
            if (!connection.can().pipelining()) {
                say(List.of(command));
            }
            Reply reply = hear("answer to XFORWARD");
            if (!isPositive(reply)) {
                throw new IOException("said " + reply + " to XFORWARD");
            }
        }
    }

    /// Asks for the recipient and sends nothing. What is said of the sender says nothing of the recipient.
    private HandOver ask() throws IOException {
        say(List.of(mail()));
        Reply mail = hearMail();
        if (!isPositive(mail)) {
            return giveUp(new HandOver.Failed("does not take the sender of a question: " + mail));
        }
        say(rcpt);
        Reply reply = hear("answer to RCPT");
        return giveUp(isPositive(reply) ? new HandOver.Accepted(reply) : declined(reply));
    }

    private HandOver stepByStep() throws IOException {
        say(List.of(mail()));
        Reply mail = hearMail();
        if (!isPositive(mail)) {
            return giveUp(declined(mail));
        }
        for (int i = 0; i < rcpt.size(); i++) {
            say(List.of(rcpt.get(i)));
            hearRecipients(i, i + 1);
        }
        return data();
    }

    private HandOver inGroups() throws IOException {
        Optional<Reply> refused = Optional.empty();
        int recipients = rcpt.size();
        for (int from = 0; from < recipients && refused.isEmpty(); from += GROUP) {
            int to = Math.min(recipients, from + GROUP);
            var group = new ArrayList<ClientCommand>(to - from + 1);
            if (from == 0) {
                group.add(mail());
            }
            group.addAll(rcpt.subList(from, to));
            say(group);
            if (from == 0) {
                Reply mail = hearMail();
                refused = isPositive(mail) ? Optional.empty() : Optional.of(mail);
            }
            hearRecipients(from, to);
        }
        return refused.isPresent() ? giveUp(declined(refused.get())) : data();
    }

    private HandOver allAtOnce() throws IOException {
        say(List.of(mail(), rcpt.getFirst(), ClientCommand.DATA));
        Reply mail = hearMail();
        hearRecipients(0, 1);
        Reply data = hear("answer to DATA");
        if (!isPositive(mail)) {
            return giveUp(declined(mail), data);
        }
        if (acceptedRecipients == 0) {
            return giveUp(refusal(), data);
        }
        return content(data);
    }

    private HandOver data() throws IOException {
        if (acceptedRecipients < rcpt.size()) {
            return giveUp(refusal());
        }
        say(List.of(ClientCommand.DATA));
        return content(hear("answer to DATA"));
    }

    private ClientCommand mail() {
        return parcel.mail(connection.can(), connection.isLoggedIn());
    }

    private void say(List<ClientCommand> commands) throws IOException {
        connection.await("room for commands", times.command(), deadline);
        connection.send(commands);
    }

    private Reply hear(String what) throws IOException {
        connection.await(what, times.command(), deadline);
        Reply reply = connection.listen();
        if (reply.code() == CLOSING) {
            throw new IOException("said " + reply);
        }
        heard = true;
        if (WANTS_MORE.contains(reply.code())) {
            throw new IOException("said " + reply);
        }
        return reply;
    }

    private Reply hearMail() throws IOException {
        Reply reply = hear("answer to MAIL");
        if (OUT_OF_STEP.contains(reply.code())) {
            throw new IOException("said " + reply);
        }
        return reply;
    }

    private void hearRecipients(int from, int to) throws IOException {
        for (int i = from; i < to; i++) {
            Reply reply = hear("answer to RCPT");
            if (isPositive(reply)) {
                acceptedRecipients++;
            }
            answers.put(parcel.envelope().recipients().get(i), reply);
        }
    }

    private static boolean isPositive(Reply reply) throws IOException {
        if (reply.code() >= 300 && reply.code() < 400) {
            throw new IOException("said out of turn " + reply);
        }
        return reply.isPositive();
    }

    /// What the answers to RCPT amount to, where not all are positive.
    private HandOver refusal() {
        if (acceptedRecipients > 0 || !areAlike(answers.values())) {
            return new HandOver.Mixed(answers);
        }
        answers.replaceAll((_, reply) -> fit(reply));
        return declined(answers);
    }

    /// Ends the transaction after a DATA that left too early. A server that waits for content now would take even a lone
    /// dot for a message, so that connection is closed.
    private HandOver giveUp(HandOver result, Reply data) {
        if (data.isPositive()) {
            over = true;
            connection.close();
            return result;
        }
        return giveUp(result);
    }

    /// Ends the transaction without content; the result stands, whatever comes of the connection.
    private HandOver giveUp(HandOver result) {
        over = true;
        try {
            connection.await("answer to RSET", RESET, deadline);
            connection.send(ClientCommand.RSET);
            if (!isPositive(connection.listen())) {
                connection.close();
            }
        } catch (IOException _) {
            connection.close();
        }
        return result;
    }

    private HandOver content(Reply data) throws IOException {
        if (!data.isPositive()) {
            return giveUp(declined(data));
        }
        if (data.code() != GO_AHEAD) {
            throw new IOException("said out of turn " + data);
        }
        try {
            putContent();
        } catch (IllegalContent _) {
            // Nobody may mend the message, and a server must not keep half of it.
            over = true;
            connection.close();
            return new HandOver.Unfit(BARE_LINE_ENDS, parcel.envelope().recipients());
        }
        return switch (transport) {
            case SMTP -> end(connection.listen());
            case LMTP -> endForEach();
        };
    }

    /// Hears what became of the message for each recipient (RFC 2033 §4.2). An answer stands, whatever becomes of the
    /// connection after it: who has the message must not get it again.
    private HandOver endForEach() throws IOException {
        var ends = new LinkedHashMap<Address, Reply>();
        List<Address> recipients = parcel.envelope().recipients();
        try {
            for (Address recipient : recipients) {
                connection.await("answer to the final dot", times.finalDot(), deadline);
                Reply reply = connection.listen();
                ends.put(recipient, isPositive(reply) ? reply : fit(reply));
                if (reply.code() == CLOSING) {
                    connection.close();
                }
            }
        } catch (IOException e) {
            if (ends.isEmpty()) {
                throw e;
            }
            connection.close();
        }
        over = true;
        Reply first = ends.values().iterator().next();
        if (ends.size() < recipients.size() || !areAlike(ends.values())) {
            return new HandOver.Parted(ends, "", connection.can().notices());
        }
        return first.isPositive() ? accepted(first) : declined(ends);
    }

    private static boolean areAlike(Collection<Reply> replies) {
        return replies.stream().map(it -> it.code() / 100).distinct().count() == 1;
    }

    private void putContent() throws IOException, IllegalContent {
        connection.await("room for content", times.block(), deadline);
        var writer = new DataWriter(connection::write);
        writer.write(parcel.trace().duplicate());
        writer.write(parcel.content().orElseThrow().octets());
        connection.await("answer to the final dot", times.finalDot(), deadline);
        dotSent = true;
        writer.finish();
    }

    private HandOver end(Reply reply) throws IOException {
        if (isPositive(reply)) {
            over = true;
            return accepted(reply);
        }
        if (reply.code() == CLOSING) {
            connection.close();
        }
        over = true;
        return declined(reply);
    }

    private HandOver accepted(Reply reply) {
        return new HandOver.Accepted(reply, "", connection.can().notices());
    }

    /// A refusal fit to be passed on: short, with an enhanced code, and never 421, which would say that we are closing.
    private static Reply fit(Reply reply) {
        int code = reply.code() == CLOSING ? 451 : reply.code();
        String enhanced = reply.enhanced().isEmpty() ? code / 100 + ".0.0" : reply.enhanced();
        List<String> lines = reply.lines();
        List<String> kept = lines.subList(0, Math.min(lines.size(), LINES_PASSED_ON));
        return new Reply(code, enhanced, kept);
    }

    private static HandOver declined(Map<Address, Reply> each) {
        Reply first = each.values().iterator().next();
        boolean same = each.values().stream().allMatch(first::equals);
        return new HandOver.Declined(first, same ? Map.of() : each, "");
    }

    private static HandOver declined(Reply reply) {
        return new HandOver.Declined(fit(reply));
    }
}
