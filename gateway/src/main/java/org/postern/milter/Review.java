package org.postern.milter;

import org.postern.journey.Arrival;
import org.postern.journey.Content;
import org.postern.journey.Journey;

/// Where a whole message is judged: the journey.
@FunctionalInterface
public interface Review {
    /// Takes what we keep of a message into our hands and says what the server shall do with the rest. What is kept is
    /// durable after return; a thrown exception means that nothing was done.
    Journey.Reviewed review(Arrival arrival, Content content) throws InterruptedException;
}
