package org.postern.deliver;

import java.util.List;
import org.postern.journey.HandOver;

/// What a next hop amounts to at this moment.
sealed interface Way {

    /// Servers, in the order in which they shall be tried.
    record To(List<Endpoint> endpoints) implements Way {
        public To {
            endpoints = List.copyOf(endpoints);
        }
    }

    /// There is nobody to be tried, and this is what is to be said of it.
    record Closed(HandOver result) implements Way {}
}
