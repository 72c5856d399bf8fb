package org.postern.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postern.journal.Filing.Filed;
import org.postern.journal.Filing.Position;
import org.postern.journal.RefusedClients.By;
import org.postern.mail.smtp.Reply;
import org.postern.store.Database;
import org.postern.store.DatabaseRole;
import org.postern.store.TestDatabase;

/// Counting in a real database. The times are those of no other test.
@Tag("slow")
class RefusedClientsTest {
    private static final Reply NO = Reply.of(554, "5.7.1", "No");

    private final Database database = TestDatabase.shared();
    private final Instant now = Instant.now().plus(Duration.ofHours(5));
    private final Samples samples = new Samples(System.nanoTime(), now);
    private final List<Event> events = new ArrayList<>();

    private void refused(String peer, String reason) {
        events.add(new Event.ClientRefused(samples.stamp(), peer, reason));
    }

    private List<RefusedClients.Count> most(By by, int limit) throws Exception {
        new FilingStore(() -> database.connection(DatabaseRole.MAIL), "top-" + System.nanoTime())
                .file(
                        events.stream()
                                .map(it -> new Filed(it, new String(EventJson.write(it), UTF_8)))
                                .toList(),
                        new Position("x", 1));
        events.clear();
        return new RefusedClients(() -> database.connection(DatabaseRole.MANAGER))
                .most(by, now, limit);
    }

    @Test
    void theMostRefusedComeFirstWithTheirReasons() throws Exception {
        refused("192.0.2.1", "blocklist-block-list");
        refused("192.0.2.1", "too-many-connections");
        refused("192.0.2.9", "blocklist-block-list");
        refused("2001:db8:1:2::3", "blocklist-block-list");
        events.add(
                new Event.RecipientRefused(
                        samples.stamp(),
                        samples.stamp().id(),
                        "192.0.2.1",
                        "mail.example",
                        "<>",
                        "ben@example.org",
                        NO,
                        "blocklist-block-list"));
        events.add(new Event.Started(samples.stamp(), "0.1.0"));

        List<RefusedClients.Count> clients = most(By.CLIENT, 2);
        assertThat(clients)
                .extracting(it -> it.what() + " " + it.refusals() + " " + it.reasons())
                .containsExactly(
                        "192.0.2.1 3 [blocklist-block-list, too-many-connections]",
                        "192.0.2.9 1 [blocklist-block-list]");
        assertThat(most(By.NETWORK, 9))
                .extracting(it -> it.what() + " " + it.refusals())
                .containsExactly("192.0.2.0/24 4", "2001:db8:1::/48 1");
        assertThat(most(By.REASON, 9))
                .extracting(it -> it.what() + " " + it.refusals())
                .containsExactly("blocklist-block-list 4", "too-many-connections 1");
    }
}
