package org.postern.receive;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.Function;
import org.postern.connect.Admission;
import org.postern.mail.smtp.Reply;

/// As whom a client is let in: the place it holds, and whether it may relay. It changes where somebody trusted says for
/// whom it speaks. For one thread; closing it gives the place back.
final class Admitted implements AutoCloseable {
    private final Function<InetAddress, Admission.Entry> entrance;
    private final Recipients recipients;
    private Admission.Place place;
    private boolean relay;

    Admitted(
            Function<InetAddress, Admission.Entry> entrance,
            Recipients recipients,
            Admission.Place place,
            boolean relay) {
        this.entrance = entrance;
        this.recipients = recipients;
        this.place = place;
        this.relay = relay;
    }

    Admission.Place place() {
        return place;
    }

    boolean relay() {
        return relay;
    }

    /// What came of letting another client in.
    sealed interface Change {
        /// It is in.
        record Made() implements Change {}

        /// It is not; the connection has to end.
        record Refused(Reply reply, String reason) implements Change {}
    }

    /// Gives the place back and asks for one of another client.
    Change become(InetSocketAddress client) {
        place.close();
        return switch (entrance.apply(client.getAddress())) {
            case Admission.Place other -> {
                place = other;
                relay = recipients.isRelay(client.getAddress());
                yield new Change.Made();
            }
            case Admission.Turned why ->
                    new Change.Refused(Turning.reply(why), Turning.reason(why));
        };
    }

    @Override
    public void close() {
        place.close();
    }
}
