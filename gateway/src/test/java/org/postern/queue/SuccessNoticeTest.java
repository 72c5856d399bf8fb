package org.postern.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postern.inspect.BytesContent;
import org.postern.journey.Envelope;
import org.postern.journey.HandOver;
import org.postern.journey.MailId;
import org.postern.journey.Notices;
import org.postern.mail.address.Address;
import org.postern.mail.address.ReversePath;
import org.postern.mail.smtp.Notify;
import org.postern.mail.smtp.OriginalRecipient;
import org.postern.mail.smtp.RcptParameters;
import org.postern.mail.smtp.Ret;

/// Who asked to hear of success hears of it (RFC 3461 §5.2.2), and nobody else does.
@Tag("slow")
class SuccessNoticeTest extends QueueHarness {
    private static final ReversePath SENDER =
            new ReversePath.Mailbox(address("sender@good.example"));

    @Test
    void whatWentToAServerThatDoesNotReportIsRelayed() throws Exception {
        deliver(true, asking(Set.of(Notify.SUCCESS), "ann@far.example"));
        assertThat(theNotice())
                .startsWith("[sender@good.example] ")
                .contains(
                        "Subject: Your message was passed on\n",
                        "Final-Recipient: rfc822; ann@far.example\nAction: relayed\nStatus: 2.0.0\n",
                        "Remote-MTA: dns; far.example\n",
                        "Diagnostic-Code: smtp; 250 2.0.0 Taken\n")
                .doesNotContain("Original-Recipient", "Original-Envelope-Id");
    }

    @Test
    void whatWentToMailboxesIsDelivered() throws Exception {
        deliver(true, asking(Set.of(Notify.SUCCESS, Notify.DELAY), "ann@mailboxes.example"));
        assertThat(theNotice())
                .contains(
                        "Subject: Your message was delivered\n",
                        "Action: delivered\nStatus: 2.0.0\n");
    }

    /// Over LMTP each recipient has its own answer.
    @Test
    void g4_whoHasItAndWhoHasNotAreToldApart() throws Exception {
        Address ann = address("ann@mailboxes.example");
        Address ben = address("ben@mailboxes.example");
        servers.put(
                "mailboxes.example transport=lmtp",
                _ -> new HandOver.Parted(Map.of(ann, TAKEN, ben, NO_USER)));
        deliver(
                true,
                asking(
                        Set.of(Notify.SUCCESS, Notify.FAILURE),
                        "ann@mailboxes.example",
                        "ben@mailboxes.example"));
        assertThat(sent)
                .hasSize(2)
                .anyMatch(it -> it.contains("Action: delivered") && !it.contains("ben@"))
                .anyMatch(it -> it.contains("Action: failed") && !it.contains("ann@"));
    }

    @Test
    void itSaysWhatTheSenderCallsMessageAndRecipientAndReturnsTheHeaderOnly() throws Exception {
        for (Ret ret : Ret.values()) {
            sent.clear();
            var said =
                    new RcptParameters(
                            Set.of(Notify.SUCCESS),
                            Optional.of(new OriginalRecipient("rfc822", "first@x.example")));
            Address ann = address("ann@far.example");
            deliver(
                    true,
                    new Envelope(
                            SENDER,
                            List.of(ann),
                            false,
                            false,
                            new Notices(Optional.of(ret), "QQ+1", Map.of(ann, said))));
            assertThat(theNotice())
                    .contains(
                            "Original-Envelope-Id: QQ+1\n",
                            "Original-Recipient: rfc822; first@x.example\n",
                            "Content-Type: text/rfc822-headers",
                            "Subject: hello\n")
                    .doesNotContain("Hello there.");
        }
    }

    @Test
    void theNextHopThatReportsIsLeftToIt() throws Exception {
        servers.put("far.example", _ -> new HandOver.Accepted(TAKEN, "", true));
        deliver(true, asking(Set.of(Notify.SUCCESS), "ann@far.example"));
        assertThat(notices()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = "SUCCESS", mode = EnumSource.Mode.EXCLUDE)
    void whoDoesNotAskIsNotTold(Notify notify) throws Exception {
        deliver(true, asking(Set.of(notify), "ann@far.example"));
        deliver(true, asking(Set.of(), "ann@far.example"));
        assertThat(notices()).isEmpty();
    }

    @Test
    void promise5_whoMayNotBeToldIsNot() throws Exception {
        deliver(false, asking(Set.of(Notify.SUCCESS), "ann@far.example"));
        assertThat(notices()).isEmpty();
    }

    @Test
    void g5_theNullSenderIsNotTold() throws Exception {
        Envelope asking = asking(Set.of(Notify.SUCCESS), "ann@far.example");
        deliver(
                true,
                new Envelope(
                        ReversePath.Null.NULL,
                        asking.recipients(),
                        false,
                        false,
                        asking.notices()));
        assertThat(notices()).isEmpty();
    }

    /// It goes out with the null sender, so nothing follows from its failure.
    @Test
    void g3_aNoticeOfSuccessThatNobodyTakesIsDropped() throws Exception {
        servers.put("good.example", _ -> answer(NO_USER));
        deliver(true, asking(Set.of(Notify.SUCCESS), "ann@far.example"));
        await().atMost(SOON).until(() -> fates.contains("1 sender@good.example DISCARDED"));
        assertThat(notices()).isEmpty();
        assertThat(held).isEmpty();
    }

    /// Delivers a message and all that follows from it.
    private void deliver(boolean ours, Envelope envelope) throws Exception {
        Queue queue = started.isEmpty() ? ready() : started.getFirst();
        int before = fates.size();
        MailId id = commit(queue, ours, BytesContent.of(TEXT), envelope);
        await().atMost(SOON)
                .until(() ->
                        fates.size() >= before + envelope.recipients().size()
                                && rows(id).isEmpty()
                                && rowsOfAll().isEmpty());
    }

    private List<String> notices() {
        return sent.stream().filter(it -> it.contains("multipart/report")).toList();
    }

    private String theNotice() {
        assertThat(notices()).singleElement(STRING).isNotEmpty();
        return notices().getFirst();
    }

    private static Envelope asking(Set<Notify> notify, String... recipients) {
        List<Address> all = Stream.of(recipients).map(QueueHarness::address).toList();
        var said = new RcptParameters(notify, Optional.empty());
        return new Envelope(
                SENDER,
                all,
                false,
                false,
                new Notices(
                        Optional.empty(),
                        "",
                        all.stream().collect(Collectors.toMap(it -> it, _ -> said))));
    }
}
