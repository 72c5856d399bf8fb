package org.postern.journey;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.postern.mail.smtp.Reply;

/// A dossier for tests, of which each says only what it is about.
public final class DossierDraft {
    private MailId id = MailId.next(InstantSource.system(), new Random());
    private String node = "gate.example";
    private Door door = Door.EDGE;
    private Direction direction = Direction.INBOUND;
    private Instant at = InstantSource.system().instant();
    private Client client =
            new Client(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 4711),
                    "client.example",
                    true,
                    Optional.empty(),
                    false);
    private Neighbour neighbour = Neighbour.NONE;
    private Optional<Origin> origin = Optional.empty();
    private Envelope envelope;
    private Dossier.Summary message = new Dossier.Summary(0, "", "", "hello", "");
    private String policy = "test-1";
    private Evidence evidence = new Evidence(List.of());
    private Evidence.Completeness completeness = evidence.completeness();
    private List<Ruled> rulings = List.of();
    private Dossier.Ending ending =
            new Dossier.Ending(Reply.of(250, "2.0.0", "Taken"), "test", List.of());
    private List<Dossier.Timing> timings = List.of();

    private DossierDraft(Envelope envelope) {
        this.envelope = envelope;
    }

    /// Of a message that just came in and was taken.
    public static DossierDraft of(Envelope envelope) {
        return new DossierDraft(envelope);
    }

    /// Of one like another.
    public static DossierDraft like(Dossier other) {
        var draft = new DossierDraft(other.envelope());
        draft.id = other.id();
        draft.node = other.node();
        draft.door = other.door();
        draft.direction = other.direction();
        draft.at = other.at();
        draft.client = other.client();
        draft.neighbour = other.neighbour();
        draft.origin = other.origin();
        draft.message = other.message();
        draft.policy = other.policy();
        draft.evidence = other.evidence();
        draft.completeness = other.completeness();
        draft.rulings = other.rulings();
        draft.ending = other.ending();
        draft.timings = other.timings();
        return draft;
    }

    public DossierDraft id(MailId value) {
        id = value;
        return this;
    }

    public DossierDraft node(String value) {
        node = value;
        return this;
    }

    public DossierDraft door(Door value) {
        door = value;
        return this;
    }

    public DossierDraft at(Instant value) {
        at = value;
        return this;
    }

    public DossierDraft client(Client value) {
        client = value;
        return this;
    }

    public DossierDraft neighbour(Neighbour value) {
        neighbour = value;
        return this;
    }

    public DossierDraft origin(Origin value) {
        origin = Optional.of(value);
        return this;
    }

    public DossierDraft envelope(Envelope value) {
        envelope = value;
        return this;
    }

    public DossierDraft message(Dossier.Summary value) {
        message = value;
        return this;
    }

    public DossierDraft policy(String value) {
        policy = value;
        return this;
    }

    /// Together with how complete that is.
    public DossierDraft evidence(Evidence value) {
        evidence = value;
        completeness = value.completeness();
        return this;
    }

    public DossierDraft completeness(Evidence.Completeness value) {
        completeness = value;
        return this;
    }

    public DossierDraft rulings(List<Ruled> value) {
        rulings = value;
        return this;
    }

    public DossierDraft ending(Dossier.Ending value) {
        ending = value;
        return this;
    }

    public DossierDraft timings(List<Dossier.Timing> value) {
        timings = value;
        return this;
    }

    public Dossier dossier() {
        return new Dossier(
                id,
                node,
                door,
                direction,
                at,
                client,
                neighbour,
                origin,
                envelope,
                message,
                policy,
                evidence,
                completeness,
                rulings,
                ending,
                timings);
    }
}
