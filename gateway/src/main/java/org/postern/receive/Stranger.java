package org.postern.receive;

import java.util.List;
import java.util.Optional;
import org.postern.journey.Client;
import org.postern.journey.TestResult;
import org.postern.mail.address.Address;
import org.postern.mail.address.ReversePath;

/// A client that is tested once for each of its messages, before it hears which recipients there are. For one thread.
final class Stranger {
    private final ClientCheck check;
    private Optional<ClientCheck.Checked> checked = Optional.empty();

    Stranger(ClientCheck check) {
        this.check = check;
    }

    /// Another message begins.
    void begin() {
        checked = Optional.empty();
    }

    ClientCheck.Checked test(Client client, ReversePath sender, Address recipient) {
        if (checked.isEmpty()) {
            checked = Optional.of(ask(client, sender, recipient));
        }
        return checked.get();
    }

    private ClientCheck.Checked ask(Client client, ReversePath sender, Address recipient) {
        try {
            return check.sends(client, sender, recipient);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return ClientCheck.Checked.NOTHING;
        }
    }

    /// What the tests found.
    List<TestResult> learnt() {
        return checked.map(ClientCheck.Checked::evidence).orElse(List.of());
    }
}
