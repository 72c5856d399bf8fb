package org.postern.mail.smtp;

import org.postern.mail.address.Address;

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
    ///
    /// @param forwarded what it said of the one it has the next message from
    record Ready(Tally tally, Hello hello, Xforward forwarded) implements State {
        /// Nothing was said of the next message.
        public Ready(Tally tally, Hello hello) {
            this(tally, hello, Xforward.NOTHING);
        }

        @Override
        public State with(Tally other) {
            return new Ready(other, hello, forwarded);
        }
    }

    /// A transaction is being addressed.
    ///
    /// @param refused recipients beyond the limit
    record Addressing(Tally tally, Hello hello, Transaction transaction, int refused)
            implements State {
        @Override
        public State with(Tally other) {
            return new Addressing(other, hello, transaction, refused);
        }

        Addressing withRecipient(Address recipient, RcptParameters said) {
            return new Addressing(tally, hello, transaction.with(recipient, said), refused);
        }

        Addressing withRefused() {
            return new Addressing(tally, hello, transaction, refused + 1);
        }
    }

    /// The client sends the end of the content, or all of it. The transaction leaves this state used up, or goes on with
    /// another chunk.
    sealed interface Receiving extends State {
        Hello hello();

        Transaction transaction();
    }

    /// The client sends the content, behind DATA.
    record Transferring(Tally tally, Hello hello, Transaction transaction) implements Receiving {
        public Transferring {
            if (transaction.recipients().isEmpty()) {
                throw new IllegalArgumentException("a transfer needs a recipient");
            }
        }

        @Override
        public State with(Tally other) {
            return new Transferring(other, hello, transaction);
        }
    }

    /// The client sends a chunk of the content, behind BDAT.
    ///
    /// @param taken octets of the chunks before it
    /// @param octets those of this one
    record Chunk(
            Tally tally,
            Hello hello,
            Transaction transaction,
            long taken,
            long octets,
            boolean last)
            implements Receiving {
        public Chunk {
            if (transaction.recipients().isEmpty()) {
                throw new IllegalArgumentException("a chunk needs a recipient");
            }
        }

        @Override
        public State with(Tally other) {
            return new Chunk(other, hello, transaction, taken, octets, last);
        }
    }

    /// Chunks were taken, and the client is to announce the next.
    ///
    /// @param taken octets so far
    record Chunked(Tally tally, Hello hello, Transaction transaction, long taken) implements State {
        @Override
        public State with(Tally other) {
            return new Chunked(other, hello, transaction, taken);
        }
    }

    /// The client sends a chunk that was refused; what it sends is not read as commands.
    ///
    /// @param after the state behind it
    record Skipping(State after, long octets) implements State {
        @Override
        public Tally tally() {
            return after.tally();
        }

        @Override
        public State with(Tally other) {
            return new Skipping(after.with(other), octets);
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
