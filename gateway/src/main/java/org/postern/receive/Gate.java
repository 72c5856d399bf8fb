package org.postern.receive;

import java.text.Normalizer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postern.connect.Admission;
import org.postern.journey.Client;
import org.postern.journey.Content;
import org.postern.journey.Direction;
import org.postern.journey.Door;
import org.postern.journey.Envelope;
import org.postern.journey.MailId;
import org.postern.journey.Standing;
import org.postern.journey.TestResult;
import org.postern.journey.Waterfall;
import org.postern.mail.address.Address;
import org.postern.mail.address.ReversePath;
import org.postern.mail.sasl.Mechanism;
import org.postern.mail.smtp.Conversation;
import org.postern.mail.smtp.Hello;
import org.postern.mail.smtp.Replies;
import org.postern.mail.smtp.Reply;
import org.postern.mail.smtp.Xclient;
import org.postern.mail.smtp.Xforward;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who may send what to whom on one connection, and the transaction that is going on there. A stranger reaches our own
/// domains only, whatever way the address is written. For one thread.
final class Gate implements Doorkeeper {
    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);

    static final Reply NO_ROOM =
            Reply.of(452, "4.3.1", "No room for the message now; try again later");

    private static final Reply TOO_MANY_MESSAGES =
            Reply.of(421, "4.7.0", "Too many messages from your address; try again later");
    private static final Reply NOT_YOURS =
            Reply.of(553, "5.7.1", "Your login may not send from this address");
    private static final Reply LOGIN_CHANGED =
            Reply.of(421, "4.7.0", "Your login was changed or removed; connect and log in again");
    static final Reply NOT_YOUR_NAME =
            Reply.of(550, "5.7.1", "From or Sender names an address that is not of your login");
    private static final Reply NOT_OURS =
            Reply.of(550, "5.7.1", "This server takes no mail for this address from you");
    private static final Reply NO_ROUTE =
            Reply.of(550, "5.4.4", "This server has no route to the domain of this address");
    private static final Reply UNKNOWN = Reply.of(550, "5.1.1", "There is no such recipient here");
    private static final Reply UNSURE =
            Reply.of(451, "4.4.3", "The recipient cannot be checked now; try again later");
    private static final Reply HARVESTING =
            Reply.of(
                    421, "4.7.0", "Too many unknown recipients from your address; try again later");
    private static final Reply TOO_MANY_BEHIND =
            Reply.of(452, "4.5.3", "Too many recipients behind aliases; send the rest separately");

    /// Recipients of one message behind aliases.
    private static final int MOST_BEHIND = 1000;

    /// Signs with which an address asks a later server to send the message on: `user%elsewhere`, `elsewhere!user`,
    /// `"user@elsewhere"`. Servers behind us trust us, so they might do it.
    private static final String SEND_ON = "%!@";

    private final Parts parts;
    private final Peer peer;
    private final boolean telling;
    private final Admitted admitted;
    private Optional<Xclient> told = Optional.empty();
    private final Role role;
    private final LoginDesk logins;
    private Optional<Login> login = Optional.empty();
    private Conversation.Tls tls;
    private Optional<Client.Tls> protection = Optional.empty();
    private long announced;
    private Underway underway;
    private boolean leavesUs;
    private final Expansions expansions = new Expansions();
    private final Stranger stranger;

    /// @param telling whether the client may say for whom it speaks
    Gate(Parts parts, Role role, LoginDesk logins, Peer peer, Admitted admitted, boolean telling) {
        this.logins = logins;
        this.telling = telling;
        this.parts = parts;
        this.peer = peer;
        this.admitted = admitted;
        this.role = role;
        this.stranger = new Stranger(parts.clients());
        this.tls = parts.tls().isPresent() ? Conversation.Tls.OFFERED : Conversation.Tls.ABSENT;
        this.underway = Underway.begin(parts.clock());
    }

    @Override
    public Conversation.Tls tls() {
        return tls;
    }

    @Override
    public boolean mayGetNotices() {
        return isTrusted();
    }

    @Override
    public boolean mayTellClient() {
        return telling;
    }

    @Override
    public void told(Xclient client) {
        told = Optional.of(client);
    }

    @Override
    public Conversation.Login login() {
        if (role == Role.EDGE) {
            return Conversation.Login.ABSENT;
        }
        if (login.isPresent()) {
            return Conversation.Login.DONE;
        }
        return tls == Conversation.Tls.ACTIVE
                ? Conversation.Login.OFFERED
                : Conversation.Login.NEEDS_TLS;
    }

    @Override
    public Set<Mechanism> mechanisms() {
        return logins.mechanisms();
    }

    @Override
    public Role role() {
        return role;
    }

    @Override
    public Door door() {
        return Door.EDGE;
    }

    @Override
    public void loggedIn(Login who) {
        login = Optional.of(who);
    }

    /// Whether the client may send to every domain with a route: because of where it stands at the edge, and only because of
    /// who it is where people log in.
    private boolean isTrusted() {
        return role == Role.EDGE ? admitted.relay() : login.isPresent();
    }

    @Override
    public void protectedBy(Client.Tls how) {
        tls = Conversation.Tls.ACTIVE;
        protection = Optional.of(how);
    }

    @Override
    public void announce(long octets, Xforward nobody) {
        announced = octets;
    }

    /// Relay networks are exempt.
    @Override
    public Share share() {
        if (admitted.relay()) {
            return Share.UNLIMITED;
        }
        Admission.Place place = admitted.place();
        long most = parts.spool().room().perClient().octets();
        return new Share() {
            @Override
            public boolean take(long octets) {
                return place.takeOctets(octets, most);
            }

            @Override
            public void giveBack(long octets) {
                place.giveBackOctets(octets);
            }
        };
    }

    @Override
    public MailId id() {
        return underway.id();
    }

    @Override
    public Waterfall clock() {
        return underway.clock();
    }

    @Override
    public Client client(Hello hello) {
        String name = told.map(Xclient::hello).filter(it -> !it.isEmpty()).orElse(hello.name());
        boolean extended = told.flatMap(Xclient::extended).orElse(hello.extended());
        return new Client(
                peer.address(),
                name,
                extended,
                protection,
                admitted.relay(),
                login.map(Login::name));
    }

    @Override
    public Direction direction() {
        if (!isTrusted()) {
            return Direction.INBOUND;
        }
        return leavesUs || login.isPresent() ? Direction.OUTBOUND : Direction.INTERNAL;
    }

    @Override
    public Optional<Reply> refuseSender(Hello hello, ReversePath sender) {
        underway = Underway.begin(parts.clock());
        leavesUs = false;
        expansions.clear();
        stranger.begin();
        if (role != Role.EDGE) {
            Optional<Reply> refusal = refuseStranger(hello, sender);
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        if (!isTrusted() && admitted.place().isHarvesting()) {
            return refuse(hello, sender, HARVESTING, "too-many-unknown");
        }
        if (!admitted.place().mayBeginMessage()) {
            return refuse(hello, sender, TOO_MANY_MESSAGES, "too-many-messages");
        }
        if (!parts.spool().hasRoomFor(announced)) {
            return refuse(hello, sender, NO_ROOM, "no-room");
        }
        return Optional.empty();
    }

    @Override
    public boolean isAuthor(Content content) {
        return login.map(it -> Authors.areOf(it, content.octets())).orElse(true);
    }

    /// Where people log in, mail is taken only over TLS, from who logged in, as who that is. The null reverse-path is
    /// nobody's: notices of reading go with it.
    private Optional<Reply> refuseStranger(Hello hello, ReversePath sender) {
        if (tls != Conversation.Tls.ACTIVE) {
            return refuse(hello, sender, Replies.TLS_FIRST, "tls-needed");
        }
        if (login.isEmpty()) {
            return refuse(hello, sender, Replies.LOGIN_FIRST, "login-needed");
        }
        if (!logins.isStill(login.get())) {
            return refuse(hello, sender, LOGIN_CHANGED, "login-changed");
        }
        return sender instanceof ReversePath.Mailbox(Address address)
                        && !login.get().maySendAs(address)
                ? refuse(hello, sender, NOT_YOURS, "sender-of-another")
                : Optional.empty();
    }

    @Override
    public Optional<Reply> refuseRecipient(Hello hello, ReversePath sender, Address recipient) {
        if (!isTrusted() && asksToSendOn(recipient.localPart())) {
            return refuse(hello, sender, recipient, NOT_OURS, "relay-denied");
        }
        Optional<Recipients.Route> way = parts.recipients().route(recipient);
        if (!isTrusted() && !way.map(Recipients.Route::own).orElse(false)) {
            return refuse(hello, sender, recipient, NOT_OURS, "relay-denied");
        }
        if (way.isEmpty()) {
            return refuse(hello, sender, recipient, NO_ROUTE, "no-route");
        }
        if (role == Role.EDGE && !isTrusted()) {
            ClientCheck.Checked found = stranger.test(client(hello), sender, recipient);
            if (found.refusal().isPresent()) {
                return refuse(hello, sender, recipient, found.refusal().get(), found.reason());
            }
        }
        Recipients.Route route = way.get();
        if (route.own()) {
            Optional<Refusal> refusal = judge(recipient);
            if (refusal.isPresent()) {
                return refuse(
                        hello, sender, recipient, refusal.get().reply(), refusal.get().reason());
            }
            if (expansions.has(recipient)) {
                return Optional.empty();
            }
        }
        leavesUs |= !route.own();
        return Optional.empty();
    }

    @Override
    public List<TestResult> learnt() {
        return stranger.learnt();
    }

    /// Why a recipient is not taken.
    private record Refusal(Reply reply, String reason) {}

    /// Looks whether an address of ours is there.
    private Optional<Refusal> judge(Address recipient) {
        Standing standing;
        try {
            standing = parts.recipients().standing(recipient);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            standing = new Standing.Unsure("interrupted");
        }
        return switch (standing) {
            case Standing.Certain.KNOWN -> {
                sawKnown(recipient);
                yield Optional.empty();
            }
            case Standing.Alias(List<Address> targets) -> {
                sawKnown(recipient);
                yield expand(recipient, targets);
            }
            case Standing.Certain.UNKNOWN -> {
                admitted.place().sawUnknown();
                yield Optional.of(
                        !isTrusted() && admitted.place().isHarvesting()
                                ? new Refusal(HARVESTING, "too-many-unknown")
                                : new Refusal(UNKNOWN, "unknown-recipient"));
            }
            case Standing.Unsure(String why) -> {
                LOG.warn("{} cannot be checked: {}", recipient.domain(), why);
                yield Optional.of(new Refusal(UNSURE, "recipient-unsure"));
            }
        };
    }

    private void sawKnown(Address recipient) {
        parts.recipients().person(recipient).ifPresent(it -> admitted.place().sawKnown(it));
    }

    /// Goes on with the addresses that an alias stands for, if mail can go to each.
    private Optional<Refusal> expand(Address alias, List<Address> targets) {
        for (Address target : targets) {
            if (parts.recipients().route(target).isEmpty()) {
                LOG.warn("The alias {} stands for {}, to whom there is no route", alias, target);
                return Optional.of(new Refusal(NO_ROUTE, "alias-without-route"));
            }
        }
        return expansions.add(alias, targets, MOST_BEHIND)
                ? Optional.empty()
                : Optional.of(new Refusal(TOO_MANY_BEHIND, "too-many-behind-aliases"));
    }

    /// With the addresses that aliases stand for.
    @Override
    public Envelope expanded(Envelope said) {
        return expansions.of(said);
    }

    private static boolean asksToSendOn(String written) {
        // The same signs exist in wide and small forms, which a later server may fold.
        String localPart = Normalizer.normalize(written, Normalizer.Form.NFKC);
        for (int i = 0; i < localPart.length(); i++) {
            if (SEND_ON.indexOf(localPart.charAt(i)) >= 0) {
                return true;
            }
        }
        return false;
    }

    private Optional<Reply> refuse(Hello hello, ReversePath sender, Reply reply, String reason) {
        Reply told = withId(reply);
        parts.watcher()
                .saw(
                        new EdgeEvent.SenderRefused(
                                parts.clock().instant(),
                                id(),
                                client(hello),
                                sender,
                                told,
                                reason));
        return Optional.of(told);
    }

    private Optional<Reply> refuse(
            Hello hello, ReversePath sender, Address recipient, Reply reply, String reason) {
        Reply told = withId(reply);
        parts.watcher()
                .saw(
                        new EdgeEvent.RecipientRefused(
                                parts.clock().instant(),
                                id(),
                                client(hello),
                                sender,
                                recipient,
                                told,
                                reason));
        return Optional.of(told);
    }
}
