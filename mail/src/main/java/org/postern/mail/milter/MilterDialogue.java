package org.postern.mail.milter;

import java.util.List;
import java.util.Optional;
import org.postern.mail.milter.MilterState.Addressing;
import org.postern.mail.milter.MilterState.Agreed;
import org.postern.mail.milter.MilterState.Closed;
import org.postern.mail.milter.MilterState.Connected;
import org.postern.mail.milter.MilterState.InBody;
import org.postern.mail.milter.MilterState.InHeader;
import org.postern.mail.milter.MilterState.Message;
import org.postern.mail.milter.MilterState.Opened;
import org.postern.mail.milter.MilterState.Visit;
import org.postern.mail.milter.MilterState.Whole;
import org.postern.mail.milter.MilterStep.Then;
import org.postern.mail.smtp.Reply;

/// The rules of a dialogue with a mail server, as a function from a state and a command to the next state and what
/// happens. It holds nothing of the connection: the caller keeps the state.
public record MilterDialogue(MilterLimits limits, Rules rules) {
    private static final String OUT_OF_ORDER = "a command out of order";

    /// What a site decides, asked at the moment the protocol has a place for the answer. Whom a message is from and for is
    /// told here, once.
    public interface Rules {
        /// The refusal of a sender, or nothing.
        ///
        /// @param sender the reverse-path as it was written, then the parameters
        Optional<Reply> refuseSender(Visit visit, List<String> sender);

        /// The refusal of a recipient, or nothing.
        ///
        /// @param recipient as it was written, then the parameters
        Optional<Reply> refuseRecipient(Visit visit, List<String> recipient);

        /// The refusal of a recipient beyond the most that a message may have.
        Reply tooManyRecipients(Visit visit, List<String> recipient);
    }

    /// Answers one command.
    public MilterStep step(MilterState state, MilterCommand command) {
        return command instanceof MilterCommand.Macro macro
                ? macro(state, macro)
                : answer(state.settled(), command);
    }

    private MilterStep answer(MilterState state, MilterCommand command) {
        return switch (command) {
            case MilterCommand.Negotiate offered -> negotiate(state, offered);
            case MilterCommand.Macro macro -> macro(state, macro);
            case MilterCommand.Connect client -> connect(state, client);
            case MilterCommand.Hello(String name) -> hello(state, name);
            case MilterCommand.Mail(List<String> words) -> mail(state, words);
            case MilterCommand.Recipient(List<String> words) -> recipient(state, words);
            case MilterCommand.Data _ -> data(state);
            case MilterCommand.Header field -> header(state, field);
            case MilterCommand.EndOfHeaders _ -> endOfHeaders(state);
            case MilterCommand.Body(String octets) -> body(state, octets);
            case MilterCommand.EndOfMessage(String octets) -> endOfMessage(state, octets);
            case MilterCommand.Abort _ -> abort(state);
            case MilterCommand.Quit _ -> quit(state);
            case MilterCommand.NextClient _ -> nextClient(state);
            case MilterCommand.Unknown _ -> unknown(state);
            case MilterCommand.Malformed(String why) -> close(why);
        };
    }

    /// Ends a message, whatever came of it: it is used up.
    public static MilterState finished(Whole whole) {
        return new Connected(whole.visit().withoutMessage());
    }

    /// Ends a message of which no more is wanted, where the server waits for an answer.
    ///
    /// @param refusal why not
    public static MilterStep refused(MilterState state, Reply refusal) {
        return switch (state) {
            case InBody(Visit visit, Message _) -> ended(visit, refusal);
            case Whole(Visit visit, Message _) -> ended(visit, refusal);
            case Opened _, Agreed _, Connected _, Addressing _, InHeader _, Closed _ ->
                    throw new IllegalStateException("no answer is expected");
        };
    }

    /// Ends a connection, for a reason from outside the protocol.
    ///
    /// @param why what was wrong; empty where nothing was
    public static MilterStep close(String why) {
        return new MilterStep(new Closed(why), Then.CLOSE, "", Optional.empty());
    }

    private static MilterStep ended(Visit visit, Reply refusal) {
        var after = new Connected(visit.withoutMessage());
        return new MilterStep(after, Then.FORGET, "", Optional.of(new MilterReply.Refuse(refusal)));
    }

    private static MilterStep negotiate(MilterState state, MilterCommand.Negotiate offered) {
        if (!(state instanceof Opened)) {
            return close(OUT_OF_ORDER);
        }
        Optional<MilterOptions> options = MilterOptions.of(offered);
        if (options.isEmpty()) {
            return close("a server that is too old, or lets no header fields be added");
        }
        return new MilterStep(
                new Agreed(options.get(), Macros.NONE),
                Then.GO_ON,
                "",
                Optional.of(options.get().reply()));
    }

    private MilterStep macro(MilterState state, MilterCommand.Macro macro) {
        return switch (state) {
            case Agreed(MilterOptions options, Macros macros) -> {
                Macros more = with(macros, macro);
                yield within(more, new Agreed(options, more));
            }
            case Connected(Visit visit) -> {
                Visit more = with(visit, macro);
                yield within(more.macros(), new Connected(more));
            }
            case Addressing(Visit visit, Message message) -> {
                Visit more = with(visit, macro);
                yield within(more.macros(), new Addressing(more, message));
            }
            case InHeader(Visit visit, Message message, int octets) -> {
                Visit more = with(visit, macro);
                yield within(more.macros(), new InHeader(more, message, octets));
            }
            case InBody(Visit visit, Message message) -> {
                Visit more = with(visit, macro);
                yield within(more.macros(), new InBody(more, message));
            }
            case Opened _, Whole _, Closed _ -> close(OUT_OF_ORDER);
        };
    }

    private static Visit with(Visit visit, MilterCommand.Macro macro) {
        return visit.with(with(visit.macros(), macro));
    }

    private static Macros with(Macros macros, MilterCommand.Macro macro) {
        return macros.with(macro.stage(), macro.told());
    }

    private static MilterStep connect(MilterState state, MilterCommand.Connect client) {
        return state instanceof Agreed(MilterOptions options, Macros macros)
                ? going(
                        new Connected(new Visit(options, client, "", macros)),
                        options,
                        Trait.SILENT_CONNECT)
                : close(OUT_OF_ORDER);
    }

    private static MilterStep hello(MilterState state, String name) {
        return state instanceof Connected(Visit visit)
                ? going(new Connected(visit.greeted(name)), visit.options(), Trait.SILENT_HELLO)
                : close(OUT_OF_ORDER);
    }

    private MilterStep mail(MilterState state, List<String> words) {
        if (!(state instanceof Connected(Visit visit))) {
            return close(OUT_OF_ORDER);
        }
        Optional<Reply> refusal = rules.refuseSender(visit, words);
        return refusal.isPresent()
                ? ended(visit, refusal.get())
                : new MilterStep(
                        new Addressing(visit, Message.ADDRESSED_TO_NOBODY),
                        Then.BEGIN,
                        "",
                        Optional.of(new MilterReply.Continue()));
    }

    private MilterStep recipient(MilterState state, List<String> words) {
        if (!(state instanceof Addressing(Visit visit, Message message))) {
            return close(OUT_OF_ORDER);
        }
        Optional<Reply> refusal =
                message.recipients() >= limits.recipients()
                        ? Optional.of(rules.tooManyRecipients(visit, words))
                        : rules.refuseRecipient(visit, words);
        MilterReply reply =
                refusal.<MilterReply>map(MilterReply.Refuse::new)
                        .orElseGet(MilterReply.Continue::new);
        Message next = refusal.isPresent() ? message : message.withOneMore();
        return new MilterStep(new Addressing(visit, next), Then.GO_ON, "", Optional.of(reply));
    }

    private static MilterStep data(MilterState state) {
        return state instanceof Addressing(Visit visit, Message message) && message.recipients() > 0
                ? going(new InHeader(visit, message, 0), visit.options(), Trait.SILENT_DATA)
                : close(OUT_OF_ORDER);
    }

    /// Servers of old versions do not tell of DATA.
    private static MilterState beyondData(MilterState state) {
        return state instanceof Addressing(Visit visit, Message message) && message.recipients() > 0
                ? new InHeader(visit, message, 0)
                : state;
    }

    private MilterStep header(MilterState state, MilterCommand.Header field) {
        if (!(beyondData(state) instanceof InHeader(Visit visit, Message message, int octets))) {
            return close(OUT_OF_ORDER);
        }
        String line = line(field, visit.options().has(Trait.LEADING_SPACE));
        if (line.length() > limits.header() - octets) {
            return close("a header of more than " + limits.header() + " octets");
        }
        return keeping(
                new InHeader(visit, message, octets + line.length()),
                line,
                visit.options(),
                Trait.SILENT_HEADER);
    }

    /// The field as it stood in the message: the server has taken the colon, one blank where it was not asked to leave it,
    /// and the CR of each line end.
    private static String line(MilterCommand.Header field, boolean leadingSpace) {
        var line = new StringBuilder(field.name().length() + field.value().length() + 8);
        line.append(field.name()).append(leadingSpace ? ":" : ": ");
        String value = field.value();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\n' && (i == 0 || value.charAt(i - 1) != '\r')) {
                line.append('\r');
            }
            line.append(c);
        }
        return line.append("\r\n").toString();
    }

    private static MilterStep endOfHeaders(MilterState state) {
        return beyondData(state) instanceof InHeader(Visit visit, Message message, int _)
                ? keeping(
                        new InBody(visit, message),
                        "\r\n",
                        visit.options(),
                        Trait.SILENT_END_OF_HEADERS)
                : close(OUT_OF_ORDER);
    }

    private static MilterStep body(MilterState state, String octets) {
        return state instanceof InBody(Visit visit, Message message)
                ? keeping(new InBody(visit, message), octets, visit.options(), Trait.SILENT_BODY)
                : close(OUT_OF_ORDER);
    }

    private static MilterStep endOfMessage(MilterState state, String octets) {
        return state instanceof InBody(Visit visit, Message message)
                ? new MilterStep(new Whole(visit, message), Then.REVIEW, octets, Optional.empty())
                : close(OUT_OF_ORDER);
    }

    private static MilterStep abort(MilterState state) {
        return switch (state) {
            case Agreed agreed -> forgetting(agreed);
            case Connected(Visit visit) -> forgetting(new Connected(visit.withoutMessage()));
            case Addressing(Visit visit, Message _) ->
                    forgetting(new Connected(visit.withoutMessage()));
            case InHeader(Visit visit, Message _, int _) ->
                    forgetting(new Connected(visit.withoutMessage()));
            case InBody(Visit visit, Message _) ->
                    forgetting(new Connected(visit.withoutMessage()));
            case Opened _, Whole _, Closed _ -> close(OUT_OF_ORDER);
        };
    }

    private static MilterStep quit(MilterState state) {
        return switch (state) {
            case Whole _, Closed _ -> close(OUT_OF_ORDER);
            case Opened _, Agreed _, Connected _, Addressing _, InHeader _, InBody _ -> close("");
        };
    }

    private static MilterStep nextClient(MilterState state) {
        return switch (state) {
            case Agreed(MilterOptions options, Macros _) ->
                    forgetting(new Agreed(options, Macros.NONE));
            case Connected(Visit visit) -> another(visit);
            case Addressing(Visit visit, Message _) -> another(visit);
            case InHeader(Visit visit, Message _, int _) -> another(visit);
            case InBody(Visit visit, Message _) -> another(visit);
            case Opened _, Whole _, Closed _ -> close(OUT_OF_ORDER);
        };
    }

    private static MilterStep another(Visit visit) {
        return forgetting(new Agreed(visit.options(), Macros.NONE));
    }

    private static MilterStep unknown(MilterState state) {
        return switch (state) {
            case Connected(Visit visit) -> going(state, visit.options(), Trait.SILENT_UNKNOWN);
            case Addressing(Visit visit, Message _) ->
                    going(state, visit.options(), Trait.SILENT_UNKNOWN);
            case Opened _, Agreed _, InHeader _, InBody _, Whole _, Closed _ -> close(OUT_OF_ORDER);
        };
    }

    private MilterStep within(Macros macros, MilterState next) {
        return macros.inARow() > limits.macrosInARow()
                ? close("too many macros in a row")
                : new MilterStep(next, Then.GO_ON, "", Optional.empty());
    }

    private static MilterStep forgetting(MilterState next) {
        return new MilterStep(next, Then.FORGET, "", Optional.empty());
    }

    private static MilterStep going(MilterState next, MilterOptions options, Trait silent) {
        return new MilterStep(next, Then.GO_ON, "", answer(options, silent));
    }

    private static MilterStep keeping(
            MilterState next, String octets, MilterOptions options, Trait silent) {
        return new MilterStep(next, Then.KEEP, octets, answer(options, silent));
    }

    private static Optional<MilterReply> answer(MilterOptions options, Trait silent) {
        return options.has(silent) ? Optional.empty() : Optional.of(new MilterReply.Continue());
    }
}
