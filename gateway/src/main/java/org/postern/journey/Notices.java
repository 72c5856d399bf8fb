package org.postern.journey;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.mail.address.Address;
import org.postern.mail.smtp.MailParameters;
import org.postern.mail.smtp.Notify;
import org.postern.mail.smtp.RcptParameters;
import org.postern.mail.smtp.Ret;

/// What the sender of a message wants to be told of its way (RFC 3461). Only who may get notices can ask for them, so
/// for mail of strangers this is [#NONE] (promise 5).
///
/// @param ret how much of the message comes back with a notice
/// @param envid the sender's name for the message, printable ASCII; empty where there is none
/// @param recipients what was said of single recipients; those of whom nothing was said are missing
public record Notices(Optional<Ret> ret, String envid, Map<Address, RcptParameters> recipients) {
    /// Nothing was asked for.
    public static final Notices NONE = new Notices(Optional.empty(), "", Map.of());

    public Notices {
        if (!MailParameters.isEnvid(envid)) {
            throw new IllegalArgumentException("not the name of a message");
        }
        recipients = Map.copyOf(recipients);
    }

    /// What was said of one recipient.
    public RcptParameters of(Address recipient) {
        return recipients.getOrDefault(recipient, RcptParameters.NONE);
    }

    /// Whether the sender wants to hear of somebody whom the message reached.
    public boolean askForSuccess() {
        return recipients.values().stream().anyMatch(it -> it.notifyOn().contains(Notify.SUCCESS));
    }

    /// The same message for some of its recipients.
    public Notices forRecipients(List<Address> some) {
        if (recipients.isEmpty()) {
            return this;
        }
        var kept = new HashMap<Address, RcptParameters>();
        for (Address recipient : some) {
            RcptParameters said = recipients.get(recipient);
            if (said != null) {
                kept.put(recipient, said);
            }
        }
        return new Notices(ret, envid, kept);
    }
}
