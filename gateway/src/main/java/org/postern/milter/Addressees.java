package org.postern.milter;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postern.journey.Envelope;
import org.postern.journey.Notices;
import org.postern.mail.address.Address;
import org.postern.mail.smtp.Command;
import org.postern.mail.smtp.MailParameters;
import org.postern.mail.smtp.Notify;
import org.postern.mail.smtp.RcptParameters;

/// Whom a message is from and for, while the server tells. For one thread.
final class Addressees {
    private final Command.Mail from;
    private final Map<Address, RcptParameters> recipients = new LinkedHashMap<>();

    Addressees(Command.Mail from) {
        this.from = from;
    }

    /// Who is named twice is one, with what was said first.
    void add(Command.Rcpt to) {
        recipients.putIfAbsent(to.recipient(), to.parameters());
    }

    /// The reverse-path for people.
    String sender() {
        String sender = from.sender().toString();
        return sender.isEmpty() ? "<>" : sender;
    }

    /// Strangers may forbid notices, and ask for none: the server, which takes the message back, would send them.
    ///
    /// @param stranger whether the client is nobody of ours, and so gets no notices
    Envelope envelope(boolean stranger) {
        MailParameters said = from.parameters();
        return new Envelope(
                from.sender(),
                List.copyOf(recipients.keySet()),
                said.isEightBit(),
                said.smtpUtf8(),
                stranger
                        ? new Notices(Optional.empty(), "", forbidden())
                        : new Notices(said.ret(), said.envid(), asked()));
    }

    private Map<Address, RcptParameters> forbidden() {
        var never = new RcptParameters(Set.of(Notify.NEVER), Optional.empty());
        var forbidden = new HashMap<Address, RcptParameters>();
        recipients.forEach((recipient, said) -> {
            if (said.notifyOn().equals(never.notifyOn())) {
                forbidden.put(recipient, never);
            }
        });
        return forbidden;
    }

    private Map<Address, RcptParameters> asked() {
        var asked = new HashMap<>(recipients);
        asked.values().removeIf(RcptParameters.NONE::equals);
        return asked;
    }
}
