package org.postern.mail.milter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.postern.mail.milter.MilterCommand.Abort;
import org.postern.mail.milter.MilterCommand.Body;
import org.postern.mail.milter.MilterCommand.Connect;
import org.postern.mail.milter.MilterCommand.Data;
import org.postern.mail.milter.MilterCommand.EndOfHeaders;
import org.postern.mail.milter.MilterCommand.EndOfMessage;
import org.postern.mail.milter.MilterCommand.Header;
import org.postern.mail.milter.MilterCommand.Hello;
import org.postern.mail.milter.MilterCommand.Negotiate;
import org.postern.mail.milter.MilterCommand.NextClient;
import org.postern.mail.milter.MilterCommand.Quit;
import org.postern.mail.milter.MilterCommand.Unknown;

class MilterDialogueTest {
    private static final MilterReply CONTINUE = new MilterReply.Continue();
    private static final MilterReply ACCEPT = new MilterReply.Accept();

    private static String why(Dialogue dialogue) {
        assertThat(dialogue.state).isInstanceOf(MilterState.Closed.class);
        return ((MilterState.Closed) dialogue.state).why();
    }

    @Test
    void aMessageIsItsFieldsAnEmptyLineAndItsBody() {
        Dialogue dialogue =
                Dialogue.connected()
                        .play(
                                new Hello("client.example"),
                                Dialogue.mail("<a@example.org>", "SIZE=30"),
                                Dialogue.to("<b@example.net>"),
                                Dialogue.to("<c@example.net>", "NOTIFY=NEVER"),
                                new Data(),
                                new Header("From", " a@example.org"),
                                new Header("Subject", "no blank,\n\ttwo lines"),
                                new EndOfHeaders(),
                                new Body("first\r\n"),
                                new Body("second\r\n"),
                                new EndOfMessage(""));
        assertThat(dialogue.messages)
                .containsExactly(
                        "From: a@example.org\r\nSubject:no blank,\r\n\ttwo lines\r\n\r\n"
                                + "first\r\nsecond\r\n");
        assertThat(dialogue.envelopes)
                .containsExactly(
                        List.of(
                                List.of("<a@example.org>", "SIZE=30"),
                                List.of("<b@example.net>"),
                                List.of("<c@example.net>", "NOTIFY=NEVER")));
        // MAIL, two RCPT, two pieces of body; nothing else waits for an answer.
        assertThat(dialogue.replies.subList(1, 7))
                .containsExactly(CONTINUE, CONTINUE, CONTINUE, CONTINUE, CONTINUE, ACCEPT);
    }

    @Test
    void withAServerOfVersion2EverythingIsAnsweredAndBlanksAreMended() {
        Dialogue dialogue =
                new Dialogue(MilterLimits.DEFAULTS)
                        .play(
                                new Negotiate(2, 0x3f, 0x7f),
                                new Connect("client.example", "192.0.2.1", 1024),
                                new Hello("client.example"),
                                Dialogue.mail("<a@example.org>"),
                                Dialogue.to("<b@example.net>"),
                                new Header("Subject", "old"),
                                new EndOfHeaders(),
                                new Body("x\r\n"),
                                new EndOfMessage("y\r\n"));
        assertThat(dialogue.replies.getFirst())
                .isEqualTo(new MilterReply.Negotiated(2, 0x11, 0, java.util.Map.of()));
        assertThat(dialogue.replies).hasSize(9);
        assertThat(dialogue.messages).containsExactly("Subject: old\r\n\r\nx\r\ny\r\n");
    }

    @Test
    void newServersAreAskedForTheirMacrosAndForTheBlank() {
        var negotiated = (MilterReply.Negotiated) Dialogue.agreed().replies.getFirst();
        assertThat(negotiated.version()).isEqualTo(6);
        assertThat(negotiated.abilities()).isEqualTo(0x111);
        assertThat(negotiated.traits() & 0x10_0000).isNotZero();
        assertThat(negotiated.traits() & 0x8_0000).as("body pieces stay answered").isZero();
        assertThat(negotiated.macros().get(Stage.END_OF_MESSAGE)).contains("i");
        var newer = new Dialogue(MilterLimits.DEFAULTS).play(new Negotiate(9, 0x1ff, 0x1f_ffff));
        assertThat(((MilterReply.Negotiated) newer.replies.getFirst()).version()).isEqualTo(6);
    }

    @Test
    void whoIsTooOldOrGrantsTooLittleGetsNoFilter() {
        for (var offered :
                List.of(new Negotiate(1, 0x3f, 0x3f), new Negotiate(6, 0x08, 0x1f_ffff))) {
            assertThat(why(new Dialogue(MilterLimits.DEFAULTS).play(offered))).isNotEmpty();
        }
    }

    @Test
    void refusedSendersAndRecipientsAreNotInTheMessage() {
        Dialogue dialogue =
                Dialogue.connected()
                        .play(
                                Dialogue.mail("<bad@example.org>"),
                                Dialogue.mail("<a@example.org>"),
                                Dialogue.to("<bad@example.net>"),
                                Dialogue.to("<b@example.net>"),
                                new EndOfHeaders(),
                                new EndOfMessage(""));
        var refused = new MilterReply.Refuse(Dialogue.REFUSAL);
        assertThat(dialogue.replies.subList(1, 5))
                .containsExactly(refused, CONTINUE, refused, CONTINUE);
        assertThat(dialogue.envelopes.getFirst())
                .containsExactly(List.of("<a@example.org>"), List.of("<b@example.net>"));
    }

    @Test
    void anAbortedMessageIsForgottenWherever() {
        Dialogue dialogue = Dialogue.connected();
        dialogue.play(Dialogue.mail("<a@example.org>"), new Abort());
        dialogue.play(
                Dialogue.mail("<a@example.org>"), Dialogue.to("<b@example.net>"), new Abort());
        dialogue.play(
                Dialogue.mail("<a@example.org>"),
                Dialogue.to("<b@example.net>"),
                new Header("Subject", " half"),
                new Abort());
        dialogue.play(
                Dialogue.mail("<a@example.org>"),
                Dialogue.to("<b@example.net>"),
                new EndOfHeaders(),
                new Body("half"),
                new Abort());
        dialogue.play(
                Dialogue.mail("<c@example.org>"),
                Dialogue.to("<d@example.net>"),
                new EndOfHeaders(),
                new Body("whole"),
                new EndOfMessage(""));
        assertThat(dialogue.messages).containsExactly("\r\nwhole");
        assertThat(dialogue.envelopes.getFirst())
                .containsExactly(List.of("<c@example.org>"), List.of("<d@example.net>"));
        assertThat(dialogue.play(new Quit()).state).isEqualTo(new MilterState.Closed(""));
    }

    @Test
    void aRefusedMessageIsUsedUp() {
        Dialogue dialogue = Dialogue.addressed().play(new EndOfHeaders(), new Body("x"));
        MilterStep step = MilterDialogue.refused(dialogue.state, Dialogue.REFUSAL);
        assertThat(step.then()).isEqualTo(MilterStep.Then.FORGET);
        assertThat(step.reply()).contains(new MilterReply.Refuse(Dialogue.REFUSAL));
        assertThat(step.next()).isInstanceOf(MilterState.Connected.class);
    }

    @Test
    void macrosOfAMessageEndWithIt() {
        Dialogue dialogue =
                Dialogue.agreed()
                        .play(
                                Dialogue.macro(Stage.CONNECT, "j", "mx.example"),
                                new Connect("client.example", "192.0.2.1", 1024),
                                Dialogue.macro(Stage.MAIL, "auth_authen", "ann"),
                                Dialogue.mail("<a@example.org>"),
                                Dialogue.macro(Stage.RECIPIENT, "i", "early"),
                                Dialogue.to("<b@example.net>"),
                                new EndOfHeaders(),
                                Dialogue.macro(Stage.END_OF_MESSAGE, "i", "late"));
        Macros told = ((MilterState.InBody) dialogue.state).visit().macros();
        assertThat(told.value("i")).contains("late");
        assertThat(told.value("auth_authen")).contains("ann");
        Macros after = dialogue.play(new EndOfMessage("")).visit().macros();
        assertThat(after.value("auth_authen")).isEmpty();
        assertThat(after.value("i")).isEmpty();
        assertThat(after.value("j")).contains("mx.example");
    }

    @Test
    void theNextClientHasNothingOfTheOneBefore() {
        Dialogue dialogue =
                Dialogue.agreed()
                        .play(
                                Dialogue.macro(Stage.CONNECT, "j", "mx.example"),
                                new Connect("client.example", "192.0.2.1", 1024),
                                new Hello("first.example"),
                                Dialogue.mail("<a@example.org>"),
                                new NextClient(),
                                new Connect("other.example", "192.0.2.2", 1024));
        assertThat(dialogue.visit().hello()).isEmpty();
        assertThat(dialogue.visit().client().address()).isEqualTo("192.0.2.2");
        assertThat(dialogue.visit().macros()).isEqualTo(Macros.NONE);
    }

    @Test
    void commandsOutOfOrderEndTheConnection() {
        var connect = new Connect("client.example", "192.0.2.1", 1024);
        List<Dialogue> all =
                List.of(
                        new Dialogue(MilterLimits.DEFAULTS).play(connect),
                        new Dialogue(MilterLimits.DEFAULTS).play(new Abort()),
                        Dialogue.agreed().play(new Negotiate(6, 0x1ff, 0x1f_ffff)),
                        Dialogue.agreed().play(new Hello("x")),
                        Dialogue.agreed().play(Dialogue.mail("<>")),
                        Dialogue.connected().play(connect),
                        Dialogue.connected().play(Dialogue.to("<b@example.net>")),
                        Dialogue.connected().play(new Data()),
                        Dialogue.connected().play(new Header("A", "b")),
                        Dialogue.connected().play(new EndOfMessage("")),
                        Dialogue.connected().play(Dialogue.mail("<>"), new Data()),
                        Dialogue.connected().play(Dialogue.mail("<>"), new EndOfHeaders()),
                        Dialogue.connected()
                                .play(
                                        Dialogue.mail("<>"),
                                        Dialogue.to("<bad@example.net>"),
                                        new Header("A", "b")),
                        Dialogue.addressed().play(Dialogue.mail("<>")),
                        Dialogue.addressed().play(new Hello("x")),
                        Dialogue.addressed().play(new Body("x")),
                        Dialogue.addressed().play(new EndOfMessage("")),
                        Dialogue.addressed().play(new Data(), new Data()),
                        Dialogue.addressed().play(new Data(), Dialogue.to("<c@example.net>")),
                        Dialogue.addressed().play(new Header("A", "b"), new Body("x")),
                        Dialogue.addressed().play(new Header("A", "b"), new EndOfMessage("")),
                        Dialogue.addressed().play(new EndOfHeaders(), new Header("A", "b")),
                        Dialogue.addressed().play(new EndOfHeaders(), new EndOfHeaders()),
                        Dialogue.addressed().play(new EndOfHeaders(), new Unknown()));
        assertThat(all)
                .allSatisfy(it -> {
                    assertThat(why(it)).isEqualTo("a command out of order");
                    assertThat(it.messages).isEmpty();
                });
    }

    @Test
    void limitsEndWhatGoesBeyondThem() {
        var limits = new MilterLimits(1000, 10, 100, 3, 20, 2, 100);
        var offered = new Negotiate(6, 0x1ff, 0x1f_ffff);
        var macro = Dialogue.macro(Stage.CONNECT, "j", "mx.example");
        var connect = new Connect("client.example", "192.0.2.1", 1024);
        Dialogue dialogue = new Dialogue(limits).play(offered, macro, macro, macro, connect);
        assertThat(dialogue.play(macro, macro, macro).state)
                .isInstanceOf(MilterState.Connected.class);
        assertThat(why(new Dialogue(limits).play(offered, macro, macro, macro, macro)))
                .isEqualTo("too many macros in a row");

        dialogue.play(
                Dialogue.mail("<>"),
                Dialogue.to("<1@example.net>"),
                Dialogue.to("<2@example.net>"),
                Dialogue.to("<3@example.net>"));
        assertThat(dialogue.replies.getLast()).isEqualTo(new MilterReply.Refuse(Dialogue.TOO_MANY));
        dialogue.play(new Header("A", "12345678"), new Header("A", "1234"));
        assertThat(dialogue.state).isInstanceOf(MilterState.InHeader.class);
        assertThat(why(dialogue.play(new Header("A", ""))))
                .isEqualTo("a header of more than 20 octets");
    }

    @Test
    void commandsThatNobodyKnowsChangeNothing() {
        Dialogue dialogue = Dialogue.addressed();
        MilterState before = dialogue.state;
        assertThat(dialogue.play(new Unknown()).state).isEqualTo(before);
    }
}
