package org.postern.receive;

import org.postern.journey.Arrival;
import org.postern.journey.Content;
import org.postern.mail.smtp.Reply;

/// Where a whole message goes from here: the journey.
@FunctionalInterface
public interface Onward {
    /// Takes one message to its end. A positive reply means that it is durable; a thrown exception means that nothing
    /// was done.
    Reply receive(Arrival arrival, Content content) throws InterruptedException;
}
