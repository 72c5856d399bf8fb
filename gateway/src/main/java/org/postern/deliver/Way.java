package org.postern.deliver;

import java.util.List;
import org.postern.mail.smtp.Reply;

/// What a next hop amounts to at this moment.
sealed interface Way {

    /// Servers, in the order in which they shall be tried.
    record To(List<Endpoint> endpoints) implements Way {
        public To {
            endpoints = List.copyOf(endpoints);
        }
    }

    /// There is nobody to be tried.
    sealed interface Closed extends Way {}

    /// And there will be nobody.
    ///
    /// @param reply what we say to that
    record Nowhere(Reply reply) implements Closed {}

    /// Nobody can say at this moment whether there is somebody.
    record Unclear(String why) implements Closed {}
}
