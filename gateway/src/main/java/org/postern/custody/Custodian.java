package org.postern.custody;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.postern.custody.Keeper.Afterwards;
import org.postern.journey.Content;
import org.postern.journey.Dossier;
import org.postern.journey.Journey;
import org.postern.journey.Journey.Accepted;
import org.postern.journey.Plan;
import org.postern.store.Batch;
import org.postern.store.GroupCommit;

/// Commits what we take the responsibility for. Thread-safe.
///
/// What waits for its transaction is in memory, packed; so that many sessions with large messages never fill it, those
/// that find no room there wait before they pack anything.
public final class Custodian implements Journey.Custody {
    /// Memory for all that is packed, in units of 1024 octets.
    private static final int MOST_PACKED = 16 * 1024;

    /// What is larger is packed while it is written.
    private static final long LARGEST_PIECE = 256;

    /// Memory for what is small and in every commit.
    private static final int REST = 16;

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /// Files the dossier of what is kept; implemented over the journal's tables.
    @FunctionalInterface
    public interface Dossiers {
        void file(Batch batch, Dossier dossier);
    }

    private final GroupCommit commits;
    private final Dossiers dossiers;
    private final List<Keeper> keepers;
    private final Semaphore memory;
    private final int most;

    public Custodian(GroupCommit commits, Dossiers dossiers, List<Keeper> keepers) {
        this(commits, dossiers, keepers, MOST_PACKED);
    }

    /// @param most memory for all that is packed, in units of 1024 octets
    Custodian(GroupCommit commits, Dossiers dossiers, List<Keeper> keepers, int most) {
        this.commits = commits;
        this.dossiers = dossiers;
        this.keepers = List.copyOf(keepers);
        this.memory = new Semaphore(most, /* fair= */ true);
        this.most = most;
    }

    @Override
    public void commit(Accepted accepted, Plan.Commit plan, Content content) throws IOException {
        int needed = Math.min(needed(plan, content), most);
        try {
            if (!memory.tryAcquire(needed, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException("nothing was stored: too much waits to be written");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("nothing was stored: interrupted", e);
        }
        try {
            store(accepted, plan, content);
        } finally {
            memory.release(needed);
        }
    }

    /// How many wait for memory.
    int waiting() {
        return memory.getQueueLength();
    }

    /// Each keeper packs the content for itself; the dossier tells of each recipient.
    private static int needed(Plan.Commit plan, Content content) {
        int bodies = (plan.held().isEmpty() ? 0 : 1) + (plan.queued().isEmpty() ? 0 : 1);
        int recipients = plan.held().size() + plan.queued().size() + plan.discarded().size();
        long body = Math.min(content.size() / 1024 + 1, LARGEST_PIECE);
        return REST + recipients + (int) body * bodies;
    }

    private void store(Accepted accepted, Plan.Commit plan, Content content) throws IOException {
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
