package org.postern.mail.milter;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.mail.milter.MilterState.Visit;
import org.postern.mail.smtp.Reply;

/// A dialogue played from commands: what was kept, reviewed and answered. Senders and recipients that begin with `<bad` are
/// refused.
final class Dialogue implements MilterDialogue.Rules {
    static final Reply REFUSAL = Reply.of(550, "5.7.1", "No");
    static final Reply TOO_MANY = Reply.of(452, "4.5.3", "Too many");
    static final int NEW_ABILITIES = 0x1ff;
    static final int NEW_TRAITS = 0x1f_ffff;

    final List<String> messages = new ArrayList<>();
    final List<MilterReply> replies = new ArrayList<>();

    /// The words of sender and recipients of each message.
    final List<List<List<String>>> envelopes = new ArrayList<>();

    final List<MilterStep> steps = new ArrayList<>();
    private final MilterDialogue rules;
    private List<List<String>> envelope = new ArrayList<>();
    MilterState state = new MilterState.Opened();
    private StringBuilder content = new StringBuilder();

    Dialogue(MilterLimits limits) {
        rules = new MilterDialogue(limits, this);
    }

    /// With all that new servers offer.
    static Dialogue agreed() {
        return new Dialogue(MilterLimits.DEFAULTS)
                .play(new MilterCommand.Negotiate(6, NEW_ABILITIES, NEW_TRAITS));
    }

    static Dialogue connected() {
        return agreed().play(new MilterCommand.Connect("client.example", "192.0.2.1", 1024));
    }

    static Dialogue addressed() {
        return connected().play(mail("<a@example.org>"), to("<b@example.net>"));
    }

    static MilterCommand mail(String... words) {
        return new MilterCommand.Mail(List.of(words));
    }

    static MilterCommand to(String... words) {
        return new MilterCommand.Recipient(List.of(words));
    }

    static MilterCommand macro(Stage stage, String name, String value) {
        return new MilterCommand.Macro(stage, Map.of(name, value));
    }

    Dialogue play(MilterCommand... commands) {
        for (MilterCommand command : commands) {
            if (state instanceof MilterState.Closed) {
                return this;
            }
            take(rules.step(state, command));
        }
        return this;
    }

    private void take(MilterStep step) {
        steps.add(step);
        state = step.next();
        content.append(step.content());
        step.reply().ifPresent(replies::add);
        switch (step.then()) {
            case GO_ON, KEEP -> {}
            case BEGIN, FORGET, CLOSE -> content = new StringBuilder();
            case REVIEW -> {
                var whole = (MilterState.Whole) state;
                messages.add(content.toString());
                envelopes.add(envelope);
                if (whole.message().recipients() != envelope.size() - 1) {
                    throw new AssertionError("counted otherwise: " + envelope);
                }
                content = new StringBuilder();
                replies.add(new MilterReply.Accept());
                state = MilterDialogue.finished(whole);
            }
        }
    }

    Visit visit() {
        return ((MilterState.Connected) state).visit();
    }

    @Override
    public Optional<Reply> refuseSender(Visit visit, List<String> sender) {
        envelope = new ArrayList<>();
        return taken(sender);
    }

    @Override
    public Optional<Reply> refuseRecipient(Visit visit, List<String> recipient) {
        return taken(recipient);
    }

    @Override
    public Reply tooManyRecipients(Visit visit, List<String> recipient) {
        return TOO_MANY;
    }

    private Optional<Reply> taken(List<String> words) {
        if (words.getFirst().startsWith("<bad")) {
            return Optional.of(REFUSAL);
        }
        envelope.add(words);
        return Optional.empty();
    }
}
