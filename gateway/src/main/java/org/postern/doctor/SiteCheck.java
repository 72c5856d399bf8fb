package org.postern.doctor;

import java.util.List;
import java.util.function.IntSupplier;

/// Whether anybody's mail is taken at all.
///
/// @param domains how many domains have a next hop
public record SiteCheck(IntSupplier domains) implements Check {
    private static final String NAME = "site";

    @Override
    public List<Diagnosis> examine() {
        int count = domains.getAsInt();
        return List.of(
                count == 0
                        ? Diagnosis.warning(
                                NAME,
                                "there is no domain, so every recipient is refused",
                                "name one with: postern site domain add NAME --next-hop HOST:PORT")
                        : Diagnosis.good(
                                NAME,
                                count == 1
                                        ? "mail is taken for one domain"
                                        : "mail is taken for " + count + " domains"));
    }
}
