package org.postern.journal;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Optional;
import org.postern.journey.Dossier;
import org.postern.journey.MailId;

/// Finds filed dossiers by id. For a connection with the rights to read them.
public final class DossierStore {
    /// A dossier lies in the partition of its time, which its id tells but for the moment between the two.
    private static final Duration ABOUT = Duration.ofHours(1);

    private DossierStore() {}

    /// The dossier of a message, or empty where it is not filed (yet, or any more).
    public static Optional<Dossier> find(Connection connection, MailId message)
            throws SQLException {
        String sql =
                """
                select record::text
                  from postern.dossier
                 where id = ? and at between ? and ?\
                """;
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setObject(1, message.toUuid());
            query.setObject(2, message.instant().minus(ABOUT).atOffset(ZoneOffset.UTC));
            query.setObject(3, message.instant().plus(ABOUT).atOffset(ZoneOffset.UTC));
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? Optional.of(dossier(row.getString(1))) : Optional.empty();
            }
        }
    }

    private static Dossier dossier(String record) throws SQLException {
        try {
            if (EventJson.read(record) instanceof Event.Judged(Dossier dossier, _)) {
                return dossier;
            }
        } catch (IOException e) {
            throw new SQLException("a dossier that cannot be read: " + e.getMessage(), e);
        }
        throw new SQLException("a record that is no dossier");
    }
}
