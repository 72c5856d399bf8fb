package org.postern.quarantine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.postern.contents.ContentId;
import org.postern.contents.Contents;
import org.postern.custody.Keeper;
import org.postern.custody.Spool;
import org.postern.journey.Content;
import org.postern.journey.Direction;
import org.postern.journey.Dossier;
import org.postern.journey.Journey.Accepted;
import org.postern.journey.MailId;
import org.postern.journey.NextHop;
import org.postern.journey.Plan;
import org.postern.mail.address.Address;
import org.postern.mail.address.ReversePath;
import org.postern.mail.smtp.Reply;
import org.postern.quarantine.HeldCopy.State;
import org.postern.store.Batch;
import org.postern.store.Database;
import org.postern.store.DatabaseRole;

/// Keeps held messages, and carries out what people decide about them. Thread-safe, and safe beside other nodes on the
/// same database: a copy is released or deleted by one of all who try.
public final class Quarantine implements Keeper {

    /// Finds the dossiers that held messages belong to; implemented over the journal's tables.
    public interface Dossiers {
        Optional<Dossier> find(Connection connection, MailId message) throws SQLException;
    }

    /// Takes note of what people did.
    public interface Chronicle {
        void released(HeldCopy copy, String by, NextHop nextHop, Reply reply);

        void deleted(HeldCopy copy, String by);
    }

    /// What came of a wish about one held copy.
    ///
    /// @param done whether the wish was carried out
    /// @param detail what happened, for the person who wished it
    public record Result(HeldCopy copy, boolean done, String detail) {}

    private final Database database;
    private final Contents contents;
    private final Dossiers dossiers;
    private final Chronicle chronicle;
    private final Spool spool;
    private final Onward onward;
    private final QuarantineSettings settings;
    private final InstantSource clock;
    private final RandomGenerator random;

    /// @param random makes ids; thread-safe
    public Quarantine(
            Database database,
            Contents contents,
            Dossiers dossiers,
            Chronicle chronicle,
            Spool spool,
            Onward onward,
            QuarantineSettings settings,
            InstantSource clock,
            RandomGenerator random) {
        this.database = database;
        this.contents = contents;
        this.dossiers = dossiers;
        this.chronicle = chronicle;
        this.spool = spool;
        this.onward = onward;
        this.settings = settings;
        this.clock = clock;
        this.random = random;
    }

    @Override
    public Afterwards keep(Batch batch, Accepted accepted, Plan.Commit plan, Content content) {
        var byReason = new LinkedHashMap<String, List<Address>>();
        for (Plan.Held held : plan.held()) {
            byReason.computeIfAbsent(held.reason(), _ -> new ArrayList<>()).add(held.recipient());
        }
        for (Map.Entry<String, List<Address>> group : byReason.entrySet()) {
            Dossier dossier = accepted.dossier();
            var origin =
                    new Origin(
                            dossier.id(),
                            dossier.node(),
                            dossier.direction(),
                            dossier.envelope().sender(),
                            dossier.message().subject());
            hold(batch, origin, group.getValue(), group.getKey(), content.octets());
        }
        return Afterwards.NOTHING;
    }

    /// Where a copy comes from that is to be held.
    public record Origin(
            MailId message, String node, Direction direction, ReversePath sender, String subject) {}

    /// Adds a copy to what is to be written.
    public void hold(
            Batch batch,
            Origin origin,
            List<Address> recipients,
            String reason,
            ByteBuffer octets) {
        MailId id = MailId.next(clock, random);
        Instant at = id.instant();
        ContentId body = contents.put(batch, octets);
        var copy =
                new HeldCopy(
                        id.toUuid(),
                        at,
                        at.plus(settings.retention()),
                        origin.message(),
                        origin.sender().toString(),
                        recipients.stream().map(Quarantine::canonical).toList(),
                        origin.subject(),
                        reason,
                        octets.remaining(),
                        State.HELD,
                        "",
                        body.uuid());
        HeldStore.insert(batch, copy, origin.node(), origin.direction().name());
    }

    /// Copies that wait for a decision, newest first.
    ///
    /// @param recipient only copies for this address; empty for all
    /// @param sender only copies from this address; empty for all
    public List<HeldCopy> waiting(String recipient, String sender, int limit) throws SQLException {
        return database.transaction(
                DatabaseRole.MANAGER,
                connection -> HeldStore.waiting(connection, recipient, sender, limit));
    }

    /// All copies of a message, whatever became of them.
    public List<HeldCopy> copies(MailId message) throws SQLException {
        return database.transaction(
                DatabaseRole.MANAGER, connection -> HeldStore.ofMessage(connection, message));
    }

    /// The octets of a held copy, for somebody with the right to see them; to be closed.
    ///
    /// @throws IOException they are damaged, or gone, or there is no room for them now
    public Content content(HeldCopy copy) throws SQLException, IOException {
        // The connection is given back before a person reads.
        try (Connection connection = database.connection(DatabaseRole.MANAGER)) {
            return read(connection, copy);
        }
    }

    /// Delivers the waiting copies of a message to their recipients. A copy that the next hop does not take stays held.
    public List<Result> release(MailId message, String by)
            throws SQLException, InterruptedException {
        var results = new ArrayList<Result>();
        for (HeldCopy copy : copies(message)) {
            if (copy.state() == State.HELD || copy.state() == State.RELEASING) {
                results.add(release(copy, by));
            }
        }
        return results;
    }

    private Result release(HeldCopy copy, String by) throws SQLException, InterruptedException {
        Optional<Long> lease =
                database.transaction(
                        DatabaseRole.MANAGER,
                        it -> HeldStore.take(it, copy, by, settings.releaseTakenBack()));
        if (lease.isEmpty()) {
            return new Result(
                    copy, false, "somebody else is releasing it, or has decided about it");
        }
        Onward.Sent sent = send(copy);
        boolean finished =
                finish(copy, lease.get(), sent.taken() ? State.RELEASED : State.HELD, by);
        if (finished && sent.nextHop().isPresent() && sent.reply().isPresent()) {
            chronicle.released(copy, by, sent.nextHop().get(), sent.reply().get());
        }
        return new Result(copy, sent.taken(), sent.detail());
    }

    private Onward.Sent send(HeldCopy copy) throws InterruptedException {
        Optional<Dossier> dossier;
        Content content;
        // The connection is given back before a next hop thinks.
        try (Connection connection = database.connection(DatabaseRole.MANAGER)) {
            dossier = dossiers.find(connection, copy.message());
            if (dossier.isEmpty()) {
                return Onward.Sent.not("its dossier is gone");
            }
            content = read(connection, copy);
        } catch (SQLException | IOException e) {
            return Onward.Sent.not("cannot be read: " + e.getMessage());
        }
        try (content) {
            return onward.send(dossier.get(), copy.recipients(), content);
        }
    }

    /// In a transaction the driver fetches a few chunks at a time; outside of one it would fetch them all at once.
    private Content read(Connection connection, HeldCopy copy) throws SQLException, IOException {
        connection.setAutoCommit(false);
        var id = new ContentId(copy.content());
        return spool.keep(copy.size(), to -> contents.read(connection, id, to));
    }

    private boolean finish(HeldCopy copy, long lease, State state, String by) throws SQLException {
        return database.transaction(
                DatabaseRole.MANAGER,
                transaction -> {
                    boolean ours =
                            HeldStore.finish(
                                    transaction, copy, lease, state, state == State.HELD ? "" : by);
                    if (ours && state == State.RELEASED) {
                        contents.delete(transaction, new ContentId(copy.content()));
                    }
                    return ours;
                });
    }

    /// Deletes the waiting copies of a message, with the keys to their octets.
    public List<Result> delete(MailId message, String by) throws SQLException {
        var results = new ArrayList<Result>();
        for (HeldCopy copy : copies(message)) {
            if (copy.state() == State.HELD || copy.state() == State.RELEASING) {
                results.add(delete(copy, by));
            }
        }
        return results;
    }

    private Result delete(HeldCopy copy, String by) throws SQLException {
        boolean deleted =
                database.transaction(
                        DatabaseRole.MANAGER,
                        transaction -> {
                            boolean ours =
                                    HeldStore.delete(
                                            transaction, copy, by, settings.releaseTakenBack());
                            if (ours) {
                                contents.delete(transaction, new ContentId(copy.content()));
                            }
                            return ours;
                        });
        if (!deleted) {
            return new Result(
                    copy, false, "it is being released, or somebody has decided about it");
        }
        chronicle.deleted(copy, by);
        return new Result(copy, true, "deleted");
    }

    /// Recipients are found by the lower-case spelling of their addresses.
    private static String canonical(Address recipient) {
        return recipient.toString().toLowerCase(Locale.ROOT);
    }
}
