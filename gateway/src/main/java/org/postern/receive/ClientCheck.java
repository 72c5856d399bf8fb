package org.postern.receive;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.postern.journey.Client;
import org.postern.journey.TestResult;
import org.postern.mail.address.Address;
import org.postern.mail.address.ReversePath;
import org.postern.mail.smtp.Reply;

/// Tests strangers before their messages cost anything. Implementations are thread-safe, come to an end within a fraction of a
/// second, and refuse nobody for what they could not find out.
public interface ClientCheck {

    /// What came of it.
    ///
    /// @param refusal what the client hears, empty where it may go on
    /// @param reason of the refusal, a stable word
    /// @param evidence what was found, for the record of the message
    record Checked(Optional<Reply> refusal, String reason, List<TestResult> evidence) {
        /// Nothing was found.
        public static final Checked NOTHING = new Checked(Optional.empty(), "", List.of());

        public Checked {
            evidence = List.copyOf(evidence);
        }
    }

    /// Nobody is tested.
    ClientCheck NONE =
            new ClientCheck() {
                @Override
                public Checked greeted(InetAddress address) {
                    return Checked.NOTHING;
                }

                @Override
                public Checked sends(Client client, ReversePath sender, Address recipient) {
                    return Checked.NOTHING;
                }
            };

    /// Whether a client is refused before it says a word.
    Checked greeted(InetAddress address) throws InterruptedException;

    /// Whether a client may send. Asked once for a message, with its first recipient.
    Checked sends(Client client, ReversePath sender, Address recipient) throws InterruptedException;
}
