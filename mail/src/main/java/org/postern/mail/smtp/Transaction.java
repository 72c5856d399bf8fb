package org.postern.mail.smtp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.postern.mail.address.Address;
import org.postern.mail.address.ReversePath;

/// What was said of one message before its content (RFC 5321 §3.3).
///
/// @param recipients those accepted, each once, in order; may still be empty
/// @param asked what was said of single recipients; those of whom nothing was said are missing
public record Transaction(
        ReversePath sender,
        MailParameters parameters,
        List<Address> recipients,
        Map<Address, RcptParameters> asked) {
    public Transaction {
        recipients = List.copyOf(recipients);
        asked = Map.copyOf(asked);
    }

    /// One that has no recipient yet.
    public Transaction(ReversePath sender, MailParameters parameters) {
        this(sender, parameters, List.of(), Map.of());
    }

    Transaction with(Address recipient, RcptParameters said) {
        var more = new ArrayList<Address>(recipients.size() + 1);
        more.addAll(recipients);
        more.add(recipient);
        if (said.equals(RcptParameters.NONE)) {
            return new Transaction(sender, parameters, more, asked);
        }
        var askedMore = new HashMap<>(asked);
        askedMore.put(recipient, said);
        return new Transaction(sender, parameters, more, askedMore);
    }
}
