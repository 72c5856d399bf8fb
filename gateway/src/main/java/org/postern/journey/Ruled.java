package org.postern.journey;

import java.util.List;
import org.postern.mail.address.Address;

/// A ruling for one recipient and the lines of policy that made it.
///
/// @param trace lines taken, in order, each with the policy version
public record Ruled(Address recipient, Ruling ruling, List<String> trace) {
    public Ruled {
        trace = List.copyOf(trace);
    }
}
