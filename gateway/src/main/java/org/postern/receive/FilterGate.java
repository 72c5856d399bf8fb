package org.postern.receive;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.postern.journey.Client;
import org.postern.journey.Content;
import org.postern.journey.Direction;
import org.postern.journey.Door;
import org.postern.journey.Envelope;
import org.postern.journey.MailId;
import org.postern.journey.Neighbour;
import org.postern.journey.Waterfall;
import org.postern.mail.address.Address;
import org.postern.mail.address.ReversePath;
import org.postern.mail.smtp.Conversation;
import org.postern.mail.smtp.Hello;
import org.postern.mail.smtp.Reply;
import org.postern.mail.smtp.Xclient;
import org.postern.mail.smtp.Xforward;

/// A connection of a mail server beside us. It decided already who may send to whom, so everybody is taken whom it names;
/// and it is believed what it says of the client that a message is from.
final class FilterGate implements Doorkeeper {
    private static final String NAMELESS = "unknown";
    private static final String LOCAL = "LOCAL";

    private final Parts parts;
    private final Role role;
    private final Peer peer;
    private final Neighbour.Refusals refusals;
    private final boolean telling;
    private Optional<Xclient> told = Optional.empty();
    private long announced;
    private Xforward forwarded = Xforward.NOTHING;
    private Underway underway;
    private boolean leavesUs;

    /// @param refusals what becomes of them
    /// @param telling whether the mail server may say XCLIENT too
    FilterGate(Parts parts, Role role, Peer peer, Neighbour.Refusals refusals, boolean telling) {
        this.refusals = refusals;
        this.parts = parts;
        this.role = role;
        this.peer = peer;
        this.telling = telling;
        this.underway = Underway.begin(parts.clock());
    }

    @Override
    public Role role() {
        return role;
    }

    @Override
    public Door door() {
        return Door.FILTER;
    }

    @Override
    public Conversation.Tls tls() {
        return Conversation.Tls.ABSENT;
    }

    /// What was asked of the mail server is passed on to it.
    @Override
    public boolean mayGetNotices() {
        return true;
    }

    @Override
    public boolean mayTellClient() {
        return telling;
    }

    @Override
    public boolean mayForward() {
        return true;
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
    public void announce(long octets, Xforward of) {
        announced = octets;
        forwarded = of;
    }

    @Override
    public Share share() {
        return Share.UNLIMITED;
    }

    @Override
    public Client client(Hello hello) {
        InetSocketAddress address = address();
        boolean another = !address.equals(peer.address());
        String itself = told.map(Xclient::hello).filter(it -> !it.isEmpty()).orElse(hello.name());
        boolean extended = told.flatMap(Xclient::extended).orElse(hello.extended());
        String name = another ? NAMELESS : itself;
        return new Client(
                address,
                forwarded.hello().isEmpty() ? name : forwarded.hello(),
                forwarded.extended().orElse(another || extended),
                Optional.empty(),
                isRelay());
    }

    private InetSocketAddress address() {
        return forwarded.address().isEmpty()
                ? peer.address()
                : new InetSocketAddress(
                        InetAddress.ofLiteral(forwarded.address()), forwarded.port().orElse(0));
    }

    /// A client that nobody can name is none of ours, but for mail that was made at the mail server itself.
    private boolean isRelay() {
        boolean known = !forwarded.address().isEmpty() || told.isPresent();
        return (known || forwarded.source().equals(LOCAL))
                && parts.recipients().isRelay(address().getAddress());
    }

    @Override
    public Direction direction() {
        if (role.isSubmitted()) {
            return Direction.OUTBOUND;
        }
        if (!isRelay()) {
            return Direction.INBOUND;
        }
        return leavesUs ? Direction.OUTBOUND : Direction.INTERNAL;
    }

    @Override
    public Neighbour neighbour() {
        String ident = forwarded.ident();
        return new Neighbour(
                ident.isEmpty() ? Optional.empty() : Optional.of(ident), refusals, forwarded);
    }

    @Override
    public void told(Xclient client) {
        told = Optional.of(client);
    }

    @Override
    public void loggedIn(Login who) {
        throw new IllegalStateException("nobody logs in here");
    }

    @Override
    public void protectedBy(Client.Tls how) {
        throw new IllegalStateException("TLS is not offered here");
    }

    @Override
    public boolean isAuthor(Content content) {
        return true;
    }

    @Override
    public Envelope expanded(Envelope said) {
        return said;
    }

    @Override
    public Optional<Reply> refuseSender(Hello hello, ReversePath sender) {
        underway = Underway.begin(parts.clock());
        leavesUs = false;
        if (parts.spool().hasRoomFor(announced)) {
            return Optional.empty();
        }
        Reply reply = withId(Gate.NO_ROOM);
        parts.watcher()
                .saw(
                        new EdgeEvent.SenderRefused(
                                parts.clock().instant(),
                                id(),
                                client(hello),
                                sender,
                                reply,
                                "no-room"));
        return Optional.of(reply);
    }

    @Override
    public Optional<Reply> refuseRecipient(Hello hello, ReversePath sender, Address recipient) {
        leavesUs |= !parts.recipients().route(recipient).map(Recipients.Route::own).orElse(false);
        return Optional.empty();
    }

    @Override
    public Reply said(Reply reply) {
        return role.mayRefuse() ? reply : BehindQueue.mild(reply);
    }
}
