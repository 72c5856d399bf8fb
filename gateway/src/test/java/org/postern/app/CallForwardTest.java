package org.postern.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.journey.HandOver;
import org.postern.mail.address.Address;
import org.postern.mail.address.Domain;
import org.postern.mail.smtp.Reply;
import org.postern.recipients.Answer;

/// Which answers of a next hop say that nobody is there.
class CallForwardTest {
    private static final List<Address> ANN =
            List.of(new Address("ann", new Domain.Name("own.example")));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "550 5.1.1",
                "550 5.0.0",
                "550 5.4.1",
                "551 5.1.6",
                "553 5.1.3",
                "554 5.1.1",
                "550 5.2.1"
            })
    void whoIsSaidNotToBeThereIsUnknown(String said) {
        assertThat(declined(said)).isEqualTo(Answer.Clear.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "550 5.7.1",
                "550 5.1.8",
                "553 5.1.7",
                "500 5.5.1",
                "503 5.5.1",
                "552 5.2.2",
                "554 5.0.0",
                "451 4.3.0",
                "450 4.1.1"
            })
    void whatIsSaidOfOtherThingsSaysNothing(String said) {
        assertThat(declined(said)).isInstanceOf(Answer.None.class);
    }

    @Test
    void troubleOfOurOwnSaysNothing() {
        for (Reply ours :
                List.of(
                        Reply.of(550, "5.1.2", "There is no such domain"),
                        Reply.of(556, "5.1.10", "The domain takes no mail"),
                        Reply.of(554, "5.4.6", "That leads back here"))) {
            assertThat(CallForward.answer(new HandOver.Unfit(ours, ANN)))
                    .isInstanceOf(Answer.None.class);
        }
        assertThat(CallForward.answer(new HandOver.Busy("all are busy")))
                .isInstanceOf(Answer.None.class);
        assertThat(CallForward.answer(new HandOver.Failed("cannot be reached")))
                .isInstanceOf(Answer.None.class);
    }

    @Test
    void aServerWithoutSmtpUtf8KnowsNobodyPastAscii() {
        var reply = Reply.of(553, "5.6.7", "No SMTPUTF8");
        assertThat(CallForward.answer(new HandOver.Unfit(reply, ANN)))
                .isEqualTo(Answer.Clear.UNKNOWN);
    }

    private static Answer declined(String said) {
        int code = Integer.parseInt(said.substring(0, 3));
        var reply = Reply.of(code, said.substring(4), "words");
        return CallForward.answer(new HandOver.Declined(reply, Map.of(), ""));
    }
}
