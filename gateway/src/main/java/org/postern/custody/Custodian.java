package org.postern.custody;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.postern.custody.Keeper.Afterwards;
import org.postern.journey.Content;
import org.postern.journey.Dossier;
import org.postern.journey.Journey;
import org.postern.journey.Journey.Accepted;
import org.postern.journey.Plan;
import org.postern.store.Batch;
import org.postern.store.GroupCommit;

/// Commits what we take the responsibility for. Thread-safe.
public final class Custodian implements Journey.Custody {

    /// Files the dossier of what is kept; implemented over the journal's tables.
    @FunctionalInterface
    public interface Dossiers {
        void file(Batch batch, Dossier dossier);
    }

    private final GroupCommit commits;
    private final Dossiers dossiers;
    private final List<Keeper> keepers;

    public Custodian(GroupCommit commits, Dossiers dossiers, List<Keeper> keepers) {
        this.commits = commits;
        this.dossiers = dossiers;
        this.keepers = List.copyOf(keepers);
    }

    @Override
    public void commit(Accepted accepted, Plan.Commit plan, Content content) throws IOException {
        var afterwards = new ArrayList<Afterwards>();
        boolean committed = false;
        try {
            var batch = new Batch();
            dossiers.file(batch, accepted.dossier());
            for (Keeper keeper : keepers) {
                afterwards.add(keeper.keep(batch, accepted, plan, content));
            }
            commits.commit(batch);
            committed = true;
        } catch (GroupCommit.InDoubt e) {
            throw new IOException("whether it was stored is not known: " + e.getMessage(), e);
        } catch (SQLException e) {
            throw new IOException("nothing was stored: " + e.getMessage(), e);
        } finally {
            boolean done = committed;
            afterwards.forEach(it -> it.ended(done));
        }
    }
}
