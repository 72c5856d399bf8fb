package org.postern.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.inspect.BytesContent;
import org.postern.journey.Content;
import org.postern.journey.Dossier;
import org.postern.journey.DossierDraft;
import org.postern.journey.Envelope;
import org.postern.journey.Journey;
import org.postern.journey.Plan;
import org.postern.mail.address.Address;
import org.postern.mail.address.Domain;
import org.postern.mail.address.ReversePath;
import org.postern.mail.smtp.Reply;
import org.postern.store.Batch;
import org.postern.store.DatabaseRole;
import org.postern.store.GroupCommit;
import org.postern.store.TestDatabase;

@Tag("slow")
@Timeout(240)
class CustodianTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Address ANN = new Address("ann", new Domain.Name("own.example"));
    private static final Content LARGE = BytesContent.of("x".repeat(200_000));

    private final AtomicInteger packed = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final CountDownLatch written = new CountDownLatch(1);

    /// Keeps nothing, and is not written before it may.
    private Keeper.Afterwards keep(
            Batch batch, Journey.Accepted accepted, Plan.Commit plan, Content content) {
        packed.incrementAndGet();
        batch.row("update queue_worker set node = node where ?", 0, this::write);
        return committed -> ended.addAndGet(committed ? 1 : 1000);
    }

    private void write(PreparedStatement row) throws SQLException {
        try {
            assertThat(written.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new SQLException(e);
        }
        row.setBoolean(1, false);
    }

    /// Many sessions with large messages while the database is slow.
    @Test
    void f4_noMoreIsPackedThanThereIsMemoryFor() throws Exception {
        var commits = new GroupCommit(TestDatabase.shared(), DatabaseRole.MAIL);
        var custodian = new Custodian(commits, (_, _) -> {}, List.of(this::keep), 1024);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<? extends Future<?>> all =
                    IntStream.range(0, 20)
                            .mapToObj(_ -> threads.submit(() -> commit(custodian)))
                            .toList();
            await().atMost(SOON).until(() -> custodian.waiting() == 16);
            assertThat(packed).hasValue(4);
            written.countDown();
            for (Future<?> one : all) {
                one.get(SOON.toSeconds(), TimeUnit.SECONDS);
            }
        }
        assertThat(packed).hasValue(20);
        assertThat(ended).hasValue(20);
    }

    private static Dossier dossier() {
        return DossierDraft.of(new Envelope(ReversePath.Null.NULL, List.of(ANN), false))
                .message(new Dossier.Summary(LARGE.size(), "", "", "hello", ""))
                .ending(new Dossier.Ending(Reply.of(250, "2.0.0", "Taken"), "test", List.of()))
                .dossier();
    }

    private static boolean commit(Custodian custodian) throws Exception {
        var held = new Plan.Commit(List.of(new Plan.Held(ANN, "test")), List.of(), List.of());
        custodian.commit(new Journey.Accepted(dossier(), false), held, LARGE);
        return true;
    }
}
