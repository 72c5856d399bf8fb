package org.postern.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/// Whether anybody's mail is taken at all.
///
/// @param domains how many domains have a next hop
/// @param faults what is wrong with the way of anybody's mail, one line each
public record SiteCheck(IntSupplier domains, Supplier<List<String>> faults) implements Check {
    private static final String NAME = "site";

    public SiteCheck(IntSupplier domains) {
        this(domains, List::of);
    }

    @Override
    public List<Diagnosis> examine() {
        var all = new ArrayList<Diagnosis>();
        all.add(counted());
        for (String fault : faults.get()) {
            all.add(Diagnosis.problem(NAME, fault, "see: postern site domain list"));
        }
        return List.copyOf(all);
    }

    private Diagnosis counted() {
        int count = domains.getAsInt();
        return count == 0
                ? Diagnosis.warning(
                        NAME,
                        "there is no domain, so every recipient is refused",
                        "name one with: postern site domain add NAME --next-hop HOST:PORT")
                : Diagnosis.good(
                        NAME,
                        count == 1
                                ? "mail is taken for one domain"
                                : "mail is taken for " + count + " domains");
    }
}
