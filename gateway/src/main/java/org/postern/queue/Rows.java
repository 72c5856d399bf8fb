package org.postern.queue;

import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.postern.contents.ContentId;
import org.postern.journey.Direction;
import org.postern.journey.Door;
import org.postern.journey.Envelope;
import org.postern.journey.MailId;
import org.postern.journey.Notices;
import org.postern.mail.address.Address;
import org.postern.mail.address.AddressParser;
import org.postern.mail.address.Parsed;
import org.postern.mail.address.ReversePath;
import org.postern.mail.smtp.Notify;
import org.postern.mail.smtp.OriginalRecipient;
import org.postern.mail.smtp.RcptParameters;
import org.postern.mail.smtp.Ret;
import org.postern.mail.smtp.Xforward;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Rows of the table `queued` as [QueuedMail], and what of them is written.
final class Rows {
    private static final Logger LOG = LoggerFactory.getLogger(Rows.class);

    /// What [#read] reads.
    static final String COLUMNS =
            """
            q.id, q.message, q.at, q.node, q.next_hop, q.door, q.direction, q.subject, q.sender, q.recipients, q.notices,
            q.ret, q.envelope_id, q.eight_bit, q.smtp_utf8,
            q.returnable, q.notice, q.about, q.behalf, q.trace, q.size, q.content, q.state, q.due_at, q.expires_at, q.attempts, q.crashes,
            q.lease, q.answer, q.delay_told\
            """;

    private static final Pattern COMMA = Pattern.compile(",");

    private Rows() {}

    /// What was read.
    ///
    /// @param broken why rows cannot be read that hold what we never write, by their ids
    record Found(List<QueuedMail> mails, Map<UUID, String> broken) {}

    /// Reads rows. One that cannot be read keeps no other from being read.
    static Found read(ResultSet rows) throws SQLException {
        var mails = new ArrayList<QueuedMail>();
        var broken = new HashMap<UUID, String>();
        while (rows.next()) {
            try {
                mails.add(row(rows));
            } catch (Unreadable | RuntimeException e) {
                UUID id = rows.getObject("id", UUID.class);
                MailId message = MailId.of(rows.getObject("message", UUID.class));
                LOG.error("a row of message {} cannot be read: {}", message, e.getMessage());
                broken.put(id, String.valueOf(e.getMessage()));
            }
        }
        return new Found(List.copyOf(mails), Map.copyOf(broken));
    }

    /// A value is none that we wrote.
    private static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1;

        Unreadable(String why) {
            super(why);
        }
    }

    private static QueuedMail row(ResultSet row) throws SQLException, Unreadable {
        var standing =
                new QueuedMail.Standing(
                        QueuedMail.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                        instant(row, "due_at"),
                        instant(row, "expires_at"),
                        row.getInt("attempts"),
                        row.getInt("crashes"),
                        row.getLong("lease"),
                        row.getString("answer"),
                        row.getBoolean("delay_told"));
        return new QueuedMail(
                row.getObject("id", UUID.class),
                MailId.of(row.getObject("message", UUID.class)),
                instant(row, "at"),
                row.getString("node"),
                row.getString("next_hop"),
                Door.valueOf(row.getString("door").toUpperCase(Locale.ROOT)),
                Direction.valueOf(row.getString("direction")),
                row.getString("subject"),
                envelope(row),
                back(row),
                Optional.ofNullable(row.getObject("about", UUID.class)),
                Optional.ofNullable(row.getString("behalf")).map(Xforward::read),
                row.getString("trace"),
                row.getLong("size"),
                new ContentId(row.getObject("content", UUID.class)),
                standing);
    }

    private static QueuedMail.Return back(ResultSet row) throws SQLException {
        if (row.getBoolean("notice")) {
            return QueuedMail.Return.NOBODY;
        }
        return row.getBoolean("returnable")
                ? QueuedMail.Return.SENDER
                : QueuedMail.Return.QUARANTINE;
    }

    private static Envelope envelope(ResultSet row) throws SQLException, Unreadable {
        var recipients = new ArrayList<Address>();
        var asked = new HashMap<Address, RcptParameters>();
        String[] notices = (String[]) row.getArray("notices").getArray();
        for (String text : (String[]) row.getArray("recipients").getArray()) {
            Address recipient = address(text);
            RcptParameters said = said(notices[recipients.size()]);
            recipients.add(recipient);
            if (!said.equals(RcptParameters.NONE)) {
                asked.put(recipient, said);
            }
        }
        String sender = row.getString("sender");
        ReversePath from =
                sender.isEmpty() ? ReversePath.Null.NULL : new ReversePath.Mailbox(address(sender));
        String ret = row.getString("ret");
        return new Envelope(
                from,
                recipients,
                row.getBoolean("eight_bit"),
                row.getBoolean("smtp_utf8"),
                new Notices(
                        ret.isEmpty() ? Optional.empty() : Optional.of(Ret.valueOf(ret)),
                        row.getString("envelope_id"),
                        asked));
    }

    /// `FAILURE,DELAY rfc822;ann@example.org`: NOTIFY, and ORCPT behind a blank; each may be missing.
    private static String print(RcptParameters said) {
        String notify =
                said.notifyOn().stream()
                        .map(Notify::name)
                        .sorted()
                        .collect(Collectors.joining(","));
        return said.orcpt().map(it -> notify + " " + it.type() + ";" + it.address()).orElse(notify);
    }

    private static RcptParameters said(String text) {
        int blank = text.indexOf(' ');
        String notify = blank < 0 ? text : text.substring(0, blank);
        Set<Notify> on = EnumSet.noneOf(Notify.class);
        COMMA.splitAsStream(notify)
                .filter(it -> !it.isEmpty())
                .forEach(it -> on.add(Notify.valueOf(it)));
        if (blank < 0) {
            return new RcptParameters(on, Optional.empty());
        }
        int end = text.indexOf(';', blank);
        var orcpt = new OriginalRecipient(text.substring(blank + 1, end), text.substring(end + 1));
        return new RcptParameters(on, Optional.of(orcpt));
    }

    private static Address address(String text) throws Unreadable {
        return switch (AddressParser.INTERNATIONAL.address(text)) {
            case Parsed.Value<Address>(Address address) -> address;
            case Parsed.Failed<Address>(String why) ->
                    throw new Unreadable("an address of it is none: " + why);
        };
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    static String sender(ReversePath sender) {
        return switch (sender) {
            case ReversePath.Null _ -> "";
            case ReversePath.Mailbox(Address address) -> address.toString();
        };
    }

    static Array texts(Connection connection, List<Address> recipients) throws SQLException {
        return connection.createArrayOf(
                "text", recipients.stream().map(Address::toString).toArray());
    }

    /// What was asked for of each recipient, in their order.
    static Array notices(Connection connection, Notices notices, List<Address> recipients)
            throws SQLException {
        return connection.createArrayOf(
                "text", recipients.stream().map(it -> print(notices.of(it))).toArray());
    }
}
