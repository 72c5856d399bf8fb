package org.postern.custody;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.postern.custody.Keeper.Afterwards;
import org.postern.journey.Content;
import org.postern.journey.Dossier;
import org.postern.journey.Journey;
import org.postern.journey.Journey.Accepted;
import org.postern.journey.Plan;
import org.postern.store.Database;
import org.postern.store.DatabaseRole;

/// Commits what we take the responsibility for. Thread-safe.
public final class Custodian implements Journey.Custody {

    /// Files the dossier of what is kept; implemented over the journal's tables.
    @FunctionalInterface
    public interface Dossiers {
        void file(Connection transaction, Dossier dossier) throws SQLException;
    }

    private final Database database;
    private final Dossiers dossiers;
    private final List<Keeper> keepers;

    public Custodian(Database database, Dossiers dossiers, List<Keeper> keepers) {
        this.database = database;
        this.dossiers = dossiers;
        this.keepers = List.copyOf(keepers);
    }

    @Override
    public void commit(Accepted accepted, Plan.Commit plan, Content content) throws IOException {
        var work = new Work(accepted, plan, content);
        boolean committed = false;
        try {
            database.transaction(DatabaseRole.MAIL, work::write);
            committed = true;
        } catch (SQLException e) {
            String what =
                    work.written ? "whether it was stored is not known: " : "nothing was stored: ";
            throw new IOException(what + e.getMessage(), e);
        } finally {
            boolean done = committed;
            work.afterwards.forEach(it -> it.ended(done));
        }
    }

    /// The writing of one commit.
    private final class Work {
        private final Accepted accepted;
        private final Plan.Commit plan;
        private final Content content;
        private final List<Afterwards> afterwards = new ArrayList<>();
        private boolean written;

        Work(Accepted accepted, Plan.Commit plan, Content content) {
            this.accepted = accepted;
            this.plan = plan;
            this.content = content;
        }

        boolean write(Connection transaction) throws SQLException {
            dossiers.file(transaction, accepted.dossier());
            for (Keeper keeper : keepers) {
                afterwards.add(keeper.keep(transaction, accepted, plan, content));
            }
            written = true;
            return true;
        }
    }
}
