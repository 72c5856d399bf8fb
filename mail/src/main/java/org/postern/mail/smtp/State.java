package org.postern.mail.smtp;

import java.util.ArrayList;
import java.util.List;
import org.postern.mail.address.Address;
import org.postern.mail.address.ReversePath;

/// Where a conversation is. Each state holds exactly what is known in it, so there is no field to forget: what a state
/// does not hold is gone.
public sealed interface State {

    /// What was counted on this connection so far; it outlives every transaction.
    Tally tally();

    /// The same state with another count.
    State with(Tally other);

    /// Nobody has said who they are: a new connection, or a new TLS layer.
    record Connected(Tally tally) implements State {
        /// A connection on which nothing was said.
        public static final Connected NEW = new Connected(Tally.ZERO);

        @Override
        public State with(Tally other) {
            return new Connected(other);
        }
    }

    /// The client has greeted and may begin a transaction.
    record Ready(Tally tally, Hello hello) implements State {
        @Override
        public State with(Tally other) {
            return new Ready(other, hello);
        }
    }

    /// A transaction is being addressed.
    ///
    /// @param recipients those accepted, each once, in order; may still be empty
    /// @param refused recipients beyond the limit
    record Addressing(
            Tally tally,
            Hello hello,
            ReversePath sender,
            MailParameters parameters,
            List<Address> recipients,
            int refused)
            implements State {
        public Addressing {
            recipients = List.copyOf(recipients);
        }

        @Override
        public State with(Tally other) {
            return new Addressing(other, hello, sender, parameters, recipients, refused);
        }

        Addressing withRecipient(Address recipient) {
            var more = new ArrayList<Address>(recipients.size() + 1);
            more.addAll(recipients);
            more.add(recipient);
            return new Addressing(tally, hello, sender, parameters, more, refused);
        }

        Addressing withRefused() {
            return new Addressing(tally, hello, sender, parameters, recipients, refused + 1);
        }
    }

    /// The client sends the content. The transaction leaves this state used up, whatever came of it.
    record Transferring(
            Tally tally,
            Hello hello,
            ReversePath sender,
            MailParameters parameters,
            List<Address> recipients)
            implements State {
        public Transferring {
            recipients = List.copyOf(recipients);
            if (recipients.isEmpty()) {
                throw new IllegalArgumentException("a transfer needs a recipient");
            }
        }

        @Override
        public State with(Tally other) {
            return new Transferring(other, hello, sender, parameters, recipients);
        }
    }

    /// The connection ends; nothing more is read.
    record Closed(Tally tally) implements State {
        @Override
        public State with(Tally other) {
            return new Closed(other);
        }
    }
}
