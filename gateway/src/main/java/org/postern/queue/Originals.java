package org.postern.queue;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.postern.contents.ContentId;
import org.postern.mail.address.Address;

/// SQL of messages that failed and whose senders are being told: each is kept as a row of the queue until somebody has the
/// notice, because until then nobody else may have the message. The caller owns the transaction.
final class Originals {
    private Originals() {}

    /// Keeps a message for those of its recipients who will never get it.
    ///
    /// @return false if the lease is not ours any more, and nothing was done
    static boolean keep(Connection connection, QueuedMail mail, List<Address> failed)
            throws SQLException {
        String sql =
                """
                update queued set state = 'returning', leased_by = null, recipients = ?, notices = ?
                 where id = ? and state = 'leased' and lease = ?\
                """;
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setArray(1, Rows.texts(connection, failed));
            update.setArray(2, Rows.notices(connection, mail.envelope().notices(), failed));
            update.setObject(3, mail.id());
            update.setLong(4, mail.standing().lease());
            return update.executeUpdate() == 1;
        }
    }

    /// Ends messages of which the sender has the notice, or which are kept elsewhere now.
    static void drop(Connection connection, Collection<UUID> ids) throws SQLException {
        if (ids.isEmpty()) {
            return;
        }
        String sql =
                "delete from queued where id = any (?) and state = 'returning' returning content";
        var contents = new ArrayList<ContentId>();
        try (PreparedStatement delete = connection.prepareStatement(sql)) {
            delete.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
            try (ResultSet rows = delete.executeQuery()) {
                while (rows.next()) {
                    contents.add(new ContentId(rows.getObject(1, UUID.class)));
                }
            }
        }
        if (!contents.isEmpty()) {
            QueueStore.deleteContents(connection, contents);
        }
    }

    /// A message of which nobody took the notice: empty where somebody did, or where there is another notice of it still on
    /// its way. Whoever asks waits for others who ask the same, so that one of them finds that it was the last.
    static Optional<QueuedMail> ofWhichNobodyHeard(Connection connection, UUID id)
            throws SQLException {
        String original =
                "select "
                        + Rows.COLUMNS
                        + " from queued q where q.id = ? and q.state = 'returning' for update";
        List<QueuedMail> found;
        try (PreparedStatement query = connection.prepareStatement(original)) {
            query.setObject(1, id);
            found = QueueStore.rows(query);
        }
        String notices = "select from queued where about = ? limit 1";
        try (PreparedStatement query = connection.prepareStatement(notices)) {
            query.setObject(1, id);
            try (ResultSet rows = query.executeQuery()) {
                return rows.next() ? Optional.empty() : found.stream().findFirst();
            }
        }
    }

    /// Leaves a message to an administrator that cannot be put into quarantine.
    static void setAside(Connection connection, QueuedMail mail, String why) throws SQLException {
        String sql = "update queued set state = 'aside', answer = ? where id = ?";
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setString(1, why);
            update.setObject(2, mail.id());
            update.executeUpdate();
        }
    }

    /// Ends messages whose notices an administrator has deleted.
    static void sweep(Connection connection) throws SQLException {
        String sql =
                """
                delete from queued q
                 where state = 'returning' and not exists (select from queued n where n.about = q.id)\
                """;
        try (PreparedStatement delete = connection.prepareStatement(sql)) {
            delete.executeUpdate();
        }
    }
}
