package org.postern.bench.trap;

import java.util.List;
import java.util.Locale;

/// A moment in the life of a gateway, or of a message in it, that may be its last.
@SuppressWarnings("ImmutableEnumChecker") // the list is, and a place is a record of strings
public enum Point {
    /// The first start has made a database cluster, under the name of a draft.
    CLUSTER_DRAFTED(Phase.FIRST_START, Place.before("org.postern.store.Cluster", "create", "move")),
    /// Logins and an empty database are there, and no tables.
    DATABASE_MADE(Phase.FIRST_START, Place.exit("org.postern.store.Logins", "makeDatabase")),
    /// In the midst of the statements of the migrations.
    MIGRATING(
            Phase.FIRST_START,
            Place.before(
                    "org.flywaydb.core.internal.sqlscript.DefaultSqlScriptExecutor",
                    "execute",
                    "executeStatement")),
    /// The database runs, and nobody is connected to it.
    DATABASE_SPAWNED(Phase.START, Place.exit("org.postern.store.Postmaster", "spawn")),
    /// This run's name is written down, and the leases of the last one are not void yet.
    RUN_NAMED(Phase.START, Place.after("org.postern.app.QueueRun", "start", "next")),
    /// The leases of the last run are taken back, and that is not committed.
    LEASES_VOID(Phase.START, Place.exit("org.postern.queue.WorkerStore", "takeBack")),

    /// Messages are written to the database, and not committed.
    WRITTEN(
            Phase.LOAD,
            Place.after("org.postern.store.GroupCommit", "lambda$transact$", "write"),
            Victim.JAVA,
            Victim.DATABASE),
    /// Some transaction is being committed: the next thing happens within a thousandth of a second.
    COMMITTING(
            Phase.LOAD,
            Place.before("org.postern.store.Database", "transaction", "commit"),
            Victim.DATABASE,
            Victim.BOTH),
    /// Messages are committed, and their clients have no reply.
    COMMITTED(
            Phase.LOAD,
            Place.after("org.postern.store.GroupCommit", "transact", "transaction"),
            Victim.JAVA,
            Victim.BOTH),
    /// A client has its 250 for a queued message, and no delivery of it has begun.
    ANSWERED(Phase.LOAD, Place.entry("org.postern.queue.Attempt", "run"), Victim.JAVA, Victim.BOTH),
    /// A next hop has content and final dot, and its reply was not heard.
    HANDED_OVER(Phase.LOAD, Place.exit("org.postern.deliver.Transaction", "putContent")),
    /// A message passed through to its next hop, and its client has no reply.
    PASSED_THROUGH(
            Phase.LOAD, Place.after("org.postern.journey.Journey", "passThrough", "handOver")),
    /// A next hop took a queued message, and nothing of that is written.
    TAKEN(
            Phase.LOAD,
            Place.entry("org.postern.queue.Scribe", "add"),
            Victim.JAVA,
            Victim.DATABASE,
            Victim.BOTH),
    /// That is written, and not committed.
    SETTLED(
            Phase.LOAD,
            Place.exit("org.postern.queue.Clerk", "write"),
            Victim.DATABASE,
            Victim.JAVA),
    /// That is committed.
    SETTLEMENT_COMMITTED(
            Phase.LOAD, Place.after("org.postern.queue.Scribe", "tried", "transaction")),
    /// The journal forces events to disk: the end comes within a thousandth of a second.
    JOURNAL_FORCING(
            Phase.LOAD, Place.before("org.postern.journal.JournalWriter", "force", "force")),
    /// The journal's events are forced, and not filed.
    JOURNAL_FORCED(Phase.LOAD, Place.after("org.postern.journal.JournalWriter", "force", "force")),
    /// The journal's events are written to the database, and not committed.
    FILING(
            Phase.LOAD,
            Place.before("org.postern.journal.FilingStore", "fileNow", "commit"),
            Victim.JAVA,
            Victim.DATABASE);

    /// When a point can be reached.
    public enum Phase {
        FIRST_START,
        START,
        LOAD
    }

    private final Phase phase;
    private final Place place;
    private final List<Victim> victims;

    Point(Phase phase, Place place, Victim... victims) {
        this.phase = phase;
        this.place = place;
        this.victims = victims.length == 0 ? List.of(Victim.JAVA) : List.of(victims);
    }

    public Phase phase() {
        return phase;
    }

    Place place() {
        return place;
    }

    /// Whom to kill here, in turns.
    public List<Victim> victims() {
        return victims;
    }

    /// Whether the one who gets here goes on, and the end comes a little later from elsewhere.
    boolean isPassed() {
        return this == COMMITTING || this == JOURNAL_FORCING;
    }

    /// Whether who gets here is made to wait, until the end comes from outside.
    public boolean isBarred() {
        return this == ANSWERED;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
