package org.postern.journal;

import java.util.List;

/// Something about clients as such: what their tests came to, and what our people say of them.
public sealed interface ClientEvent extends Event.AboutNoMessage {

    /// The tests of a client found something.
    ///
    /// @param where the door that asked: `edge`, or `service` for a mail server beside us
    /// @param peer numeric address
    /// @param hello empty where nothing was said yet, as are sender and recipient
    /// @param decision a stable word: `allow`, `pass`, `tag`, `defer` or `reject`
    /// @param test the one that decided, empty where none did
    /// @param detail what it saw
    /// @param hits names of all tests that found something
    record Tested(
            Stamp stamp,
            String where,
            String peer,
            String hello,
            String sender,
            String recipient,
            String decision,
            String test,
            String detail,
            List<String> hits)
            implements ClientEvent {
        public Tested {
            where = Event.cut(where);
            peer = Event.cut(peer);
            hello = Event.cut(hello);
            sender = Event.cut(sender);
            recipient = Event.cut(recipient);
            decision = Event.cut(decision);
            test = Event.cut(test);
            detail = Event.cut(detail);
            hits = hits.stream().map(Event::cut).toList();
        }

        @Override
        public Kind kind() {
            return Kind.CLIENT_TESTED;
        }
    }

    /// The lists of clients, or whether clients are tested, were changed.
    ///
    /// @param by who did it
    /// @param what was done, in words
    record ListsChanged(Stamp stamp, String by, String what) implements ClientEvent {
        public ListsChanged {
            by = Event.cut(by);
            what = Event.cut(what);
        }

        @Override
        public Kind kind() {
            return Kind.CLIENT_LISTS_CHANGED;
        }
    }
}
