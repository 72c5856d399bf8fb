package org.postern.app;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.postern.custody.Custodian;
import org.postern.journal.DossierStore;
import org.postern.journal.FilingStore;
import org.postern.journey.Dossier;
import org.postern.journey.MailId;
import org.postern.quarantine.Quarantine;
import org.postern.store.Batch;

/// The journal's tables, in the words of those who keep mail.
final class FiledDossiers implements Quarantine.Dossiers, Custodian.Dossiers {
    @Override
    public void file(Batch batch, Dossier dossier) {
        FilingStore.insert(batch, dossier);
    }

    @Override
    public Optional<Dossier> find(Connection connection, MailId message) throws SQLException {
        return DossierStore.find(connection, message);
    }
}
