package org.postern.blocklist;

import java.util.List;
import org.postern.mail.dns.DnsQuestion;

/// One question about a client. Thread-safe. What it throws counts as not done, so that a fault in it refuses nobody.
public interface ClientTest {

    /// Lower-case words joined by hyphens, stable over versions: settings, reasons and the log call the test so.
    String name();

    /// What the test looks for, in one sentence for people.
    String purpose();

    /// Whether enough is known for it already; before MAIL nobody can ask about a sender.
    default boolean isDue(Caller caller) {
        return true;
    }

    /// What it asks the DNS of every such client. Questions of all tests that are due begin together, with the first test that
    /// has any, so that none waits for another.
    default List<DnsQuestion> questions(Caller caller) {
        return List.of();
    }

    /// Looks at the client. All questions to the DNS go through the client's own view, which has the budget.
    Result examine(ClientView client) throws InterruptedException;
}
