package org.postern.receive;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.journey.Envelope;
import org.postern.journey.Notices;
import org.postern.mail.address.Address;
import org.postern.mail.smtp.OriginalRecipient;
import org.postern.mail.smtp.RcptParameters;

/// The aliases among the recipients of one transaction, and what they stand for. For one thread.
final class Expansions {
    private final Map<Address, List<Address>> targets = new LinkedHashMap<>();
    private int size;

    void clear() {
        targets.clear();
        size = 0;
    }

    boolean has(Address recipient) {
        return targets.containsKey(recipient);
    }

    /// Notes an alias; false, and nothing is noted, where there would be too many addresses behind all of them.
    boolean add(Address recipient, List<Address> standsFor, int most) {
        if (size + standsFor.size() > most) {
            return false;
        }
        size += standsFor.size();
        targets.put(recipient, standsFor);
        return true;
    }

    /// The envelope with those addresses in the place of the aliases. Each carries the alias as its original recipient
    /// (RFC 3461 §5.2.7), so the dossier tells whom the client named.
    Envelope of(Envelope said) {
        if (targets.isEmpty()) {
            return said;
        }
        var recipients = new LinkedHashSet<Address>();
        var parameters = new HashMap<>(said.notices().recipients());
        for (Address recipient : said.recipients()) {
            List<Address> behind = targets.get(recipient);
            if (behind == null) {
                recipients.add(recipient);
                continue;
            }
            RcptParameters asked = said.notices().of(recipient);
            parameters.remove(recipient);
            for (Address target : behind) {
                if (recipients.add(target)) {
                    parameters.put(target, forwarded(asked, recipient));
                }
            }
        }
        Notices notices = said.notices();
        return new Envelope(
                said.sender(),
                List.copyOf(recipients),
                said.eightBit(),
                said.smtpUtf8(),
                new Notices(notices.ret(), notices.envid(), parameters));
    }

    private static RcptParameters forwarded(RcptParameters asked, Address alias) {
        String type = alias.isAscii() ? "rfc822" : "utf-8";
        return new RcptParameters(
                asked.notifyOn(),
                asked.orcpt().or(() -> Optional.of(new OriginalRecipient(type, alias.toString()))));
    }
}
