package org.postern.mail.smtp;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.postern.mail.address.Address;
import org.postern.mail.address.ReversePath;
import org.postern.mail.sasl.Mechanism;

/// The rules of a conversation with an SMTP client (RFC 5321 §4.1.4), as a function from a state and a command to the
/// next state and a reply. It holds nothing of the connection: the caller keeps the state.
///
/// @param name how the server calls itself
/// @param rules who may send what to whom on this connection
public record Conversation(String name, ConversationLimits limits, Rules rules) {

    /// What a site decides, asked at the moment the protocol has a place for the answer.
    public interface Rules {
        Tls tls();

        /// Whether the client may be sent notices. Mail of strangers never causes one (promise 5), so they are not offered
        /// any either.
        boolean mayGetNotices();

        /// How the connection stands to logging in.
        default Login login() {
            return Login.ABSENT;
        }

        /// The mechanisms to log in by, where that is offered.
        default Set<Mechanism> mechanisms() {
            return EnumSet.allOf(Mechanism.class);
        }

        /// Whether this client is trusted to say for whom it speaks.
        boolean mayTellClient();

        /// Whether this client is trusted to say whom it has a message from.
        default boolean mayForward() {
            return false;
        }

        /// The refusal of a sender, or nothing.
        Optional<Reply> refuseSender(Hello hello, ReversePath sender);

        /// The refusal of a recipient, or nothing.
        Optional<Reply> refuseRecipient(Hello hello, ReversePath sender, Address recipient);
    }

    /// How a connection stands to TLS.
    public enum Tls {
        ABSENT,
        OFFERED,
        ACTIVE
    }

    /// How a connection stands to logging in (RFC 4954).
    public enum Login {
        ABSENT,
        /// Offered once the connection is protected.
        NEEDS_TLS,
        OFFERED,
        DONE
    }

    /// Answers one command.
    public Step step(State state, Command command) {
        if (state instanceof State.Closed) {
            return close(state, Replies.OUT_OF_ORDER);
        }
        Step step = answer(state, command);
        Tally tally = step.next().tally().plus(step.reply().isPermanent(), isJunk(state, command));
        if (step.then() == Step.Then.CLOSE) {
            return new Step(step.next().with(tally), step.reply(), step.then());
        }
        if (tally.errors() > limits.errors()) {
            return close(state.with(tally), Replies.TOO_MANY_ERRORS);
        }
        if (tally.commands() > limits.commands() || tally.junk() > limits.junk()) {
            return close(state.with(tally), Replies.TOO_MANY_COMMANDS);
        }
        return new Step(step.next().with(tally), step.reply(), step.then());
    }

    /// Ends a transfer, whatever came of it: accepted, refused or failed, the transaction is used up. A reply 421 or 521
    /// ends the connection too.
    public static Step finished(State.Receiving transfer, Reply outcome) {
        Tally tally =
                outcome.isPositive() ? transfer.tally().accepted() : transfer.tally().plusError();
        var ready = new State.Ready(tally, transfer.hello());
        return endsConnection(outcome)
                ? close(ready, outcome)
                : new Step(ready, outcome, Step.Then.ANSWER);
    }

    /// Ends an attempt to log in, whatever came of it. A reply 421 ends the connection too.
    public static Step loggedIn(State ready, Reply outcome) {
        State counted = outcome.isPermanent() ? ready.with(ready.tally().plusError()) : ready;
        return endsConnection(outcome)
                ? close(counted, outcome)
                : new Step(counted, outcome, Step.Then.ANSWER);
    }

    /// Goes on behind a chunk that is not the last.
    public static Step chunkTaken(State.Chunk chunk) {
        var next =
                new State.Chunked(
                        chunk.tally(),
                        chunk.hello(),
                        chunk.transaction(),
                        chunk.taken() + chunk.octets());
        return new Step(next, Replies.chunkTaken(chunk.octets()), Step.Then.ANSWER);
    }

    /// Goes on behind a refused chunk that was read away.
    ///
    /// @param refusal the reply of the step that began it
    public static Step skipped(State.Skipping skipping, Reply refusal) {
        return new Step(skipping.after(), refusal, Step.Then.ANSWER);
    }

    /// Ends a transfer whose content was no message.
    ///
    /// @param ending any but [DataReader.Ending.Complete]
    public static Step broken(State.Receiving transfer, DataReader.Ending ending) {
        return switch (ending) {
            case DataReader.Ending.TooLarge(boolean drained) ->
                    broken(transfer, Replies.TOO_LARGE, drained);
            case DataReader.Ending.LineTooLong(boolean drained) ->
                    broken(transfer, Replies.CONTENT_LINE_TOO_LONG, drained);
            case DataReader.Ending.BareCr _ -> close(transfer, Replies.BARE_CR);
            case DataReader.Ending.BareLf _ -> close(transfer, Replies.BARE_LF);
            case DataReader.Ending.Closed _ -> close(transfer, Replies.TIMEOUT);
            case DataReader.Ending.Complete _ ->
                    throw new IllegalArgumentException("the content is complete");
        };
    }

    private static Step broken(State.Receiving transfer, Reply reply, boolean inStep) {
        return inStep ? finished(transfer, reply) : close(transfer, reply);
    }

    /// Ends a connection whose octets are no line.
    ///
    /// @param line any but [Line.Complete]
    public static Step unreadable(State state, Line line) {
        return switch (line) {
            case Line.TooLong _ -> close(state, Replies.LINE_TOO_LONG);
            case Line.BareCr _ -> close(state, Replies.BARE_CR);
            case Line.BareLf _ -> close(state, Replies.BARE_LF);
            case Line.Nul _ -> close(state, Replies.NOT_SMTP);
            case Line.Closed _ -> close(state, Replies.BYE);
            case Line.Complete _ -> throw new IllegalArgumentException("the line is complete");
        };
    }

    /// Ends a connection, for a reason from outside the protocol or because the client did not wait for a reply.
    public static Step close(State state, Reply reply) {
        return new Step(new State.Closed(state.tally()), reply, Step.Then.CLOSE);
    }

    private Step answer(State state, Command command) {
        return switch (command) {
            case Command.Greet(Hello hello) -> greet(state, hello);
            case Command.Mail mail -> mail(state, mail);
            case Command.Rcpt rcpt -> rcpt(state, rcpt);
            case Command.Data _ -> data(state);
            case Command.Bdat chunk -> bdat(state, chunk);
            case Command.Rset _ -> reset(state);
            case Command.Noop _ -> stay(state, Replies.OK);
            case Command.Help _ -> stay(state, Replies.HELP);
            case Command.Vrfy _ -> stay(state, Replies.CANNOT_VERIFY);
            case Command.Expn _ -> stay(state, Replies.NOT_IMPLEMENTED);
            case Command.StartTls _ -> startTls(state);
            case Command.Auth _ -> auth(state);
            case Command.TellClient _ -> tellClient(state);
            case Command.Forward(Xforward told) -> forward(state, told);
            case Command.Quit _ -> close(state, Replies.BYE);
            case Command.Foreign(Reply reply) -> close(state, reply);
            case Command.Malformed(Reply reply) -> stay(state, reply);
        };
    }

    private Step greet(State state, Hello hello) {
        Reply reply =
                hello.extended()
                        ? Replies.extensions(name, limits, rules)
                        : Reply.of(250, "", name);
        if (hello.extended() && rules.login() == Login.OFFERED) {
            reply = AuthDialogue.announced(reply, rules.mechanisms());
        }
        return switch (state) {
            case State.Connected _, State.Ready _, State.Addressing _, State.Chunked _ ->
                    new Step(new State.Ready(state.tally(), hello), reply, Step.Then.ANSWER);
            case State.Receiving _, State.Skipping _, State.Closed _ ->
                    stay(state, Replies.OUT_OF_ORDER);
        };
    }

    private Step mail(State state, Command.Mail mail) {
        return switch (state) {
            case State.Ready(Tally tally, Hello hello, _) -> {
                if (mail.parameters().size() > limits.maxMessage()) {
                    yield stay(state, Replies.TOO_LARGE);
                }
                if (mail.parameters().asksForNotices() && !rules.mayGetNotices()
                        || mail.parameters().submitter() && rules.login() == Login.ABSENT) {
                    yield stay(state, Replies.UNKNOWN_PARAMETER);
                }
                Optional<Reply> refusal = rules.refuseSender(hello, mail.sender());
                yield refusal.isPresent()
                        ? refuse(state, refusal.get())
                        : new Step(
                                new State.Addressing(
                                        tally,
                                        hello,
                                        new Transaction(mail.sender(), mail.parameters()),
                                        0),
                                Replies.SENDER_OK,
                                Step.Then.ANSWER);
            }
            case State.Connected _ -> stay(state, Replies.GREET_FIRST);
            case State.Addressing _, State.Chunked _ -> stay(state, Replies.MAIL_ALREADY);
            case State.Receiving _, State.Skipping _, State.Closed _ ->
                    stay(state, Replies.OUT_OF_ORDER);
        };
    }

    private Step rcpt(State state, Command.Rcpt rcpt) {
        return switch (state) {
            case State.Addressing addressing -> rcpt(addressing, rcpt);
            case State.Connected _ -> stay(state, Replies.GREET_FIRST);
            case State.Ready _ -> stay(state, Replies.MAIL_FIRST);
            case State.Chunked _ -> stay(state, Replies.CHUNKS_BEGUN);
            case State.Receiving _, State.Skipping _, State.Closed _ ->
                    stay(state, Replies.OUT_OF_ORDER);
        };
    }

    private Step rcpt(State.Addressing state, Command.Rcpt rcpt) {
        Transaction transaction = state.transaction();
        if (rcpt.beyondAscii() && !transaction.parameters().smtpUtf8()) {
            return stay(state, Replies.NOT_ASCII);
        }
        if (!rcpt.parameters().equals(RcptParameters.NONE) && !rules.mayGetNotices()) {
            return stay(state, Replies.UNKNOWN_PARAMETER);
        }
        if (transaction.recipients().contains(rcpt.recipient())) {
            return stay(state, Replies.RECIPIENT_OK);
        }
        if (transaction.recipients().size() >= limits.recipients()) {
            return state.refused() >= limits.overshoot()
                    ? close(state, Replies.TOO_MANY_COMMANDS)
                    : stay(state.withRefused(), Replies.TOO_MANY_RECIPIENTS);
        }
        Optional<Reply> refusal =
                rules.refuseRecipient(state.hello(), transaction.sender(), rcpt.recipient());
        return refusal.isPresent()
                ? refuse(state, refusal.get())
                : stay(
                        state.withRecipient(rcpt.recipient(), rcpt.parameters()),
                        Replies.RECIPIENT_OK);
    }

    private Step data(State state) {
        return switch (state) {
            case State.Addressing(var tally, var hello, var transaction, _)
                    when !transaction.recipients().isEmpty() -> {
                Tally counted = tally.plusMessage();
                yield counted.messages() > limits.messages()
                        ? close(state, Replies.TOO_MANY_MESSAGES)
                        : new Step(
                                new State.Transferring(counted, hello, transaction),
                                Replies.START_DATA,
                                Step.Then.READ_DATA);
            }
            case State.Addressing _ -> stay(state, Replies.RCPT_FIRST);
            case State.Connected _ -> stay(state, Replies.GREET_FIRST);
            case State.Ready _ -> stay(state, Replies.MAIL_FIRST);
            case State.Chunked _ -> stay(state, Replies.CHUNKS_BEGUN);
            case State.Receiving _, State.Skipping _, State.Closed _ ->
                    stay(state, Replies.OUT_OF_ORDER);
        };
    }

    private Step bdat(State state, Command.Bdat chunk) {
        return switch (state) {
            case State.Addressing(var tally, var hello, var transaction, _)
                    when !transaction.recipients().isEmpty() -> {
                Tally counted = tally.plusMessage();
                yield counted.messages() > limits.messages()
                        ? close(state, Replies.TOO_MANY_MESSAGES)
                        : bdat(new State.Chunked(counted, hello, transaction, 0), chunk);
            }
            case State.Chunked begun -> bdat(begun, chunk);
            case State.Addressing _ -> skip(state, Replies.RCPT_FIRST, chunk);
            case State.Connected _ -> skip(state, Replies.GREET_FIRST, chunk);
            case State.Ready _ -> skip(state, Replies.MAIL_FIRST, chunk);
            case State.Receiving _, State.Skipping _, State.Closed _ ->
                    stay(state, Replies.OUT_OF_ORDER);
        };
    }

    /// A chunk too many uses the transaction up: what came before it is no message.
    private Step bdat(State.Chunked state, Command.Bdat chunk) {
        if (chunk.octets() > limits.maxMessage() - state.taken()) {
            var ready = new State.Ready(state.tally(), state.hello());
            return skip(ready, Replies.TOO_LARGE, chunk);
        }
        var next =
                new State.Chunk(
                        state.tally(),
                        state.hello(),
                        state.transaction(),
                        state.taken(),
                        chunk.octets(),
                        chunk.last());
        return new Step(next, Replies.chunkTaken(chunk.octets()), Step.Then.READ_CHUNK);
    }

    /// Refuses a chunk. Its octets are read away where that has an end; else nobody could tell them from commands.
    private Step skip(State after, Reply refusal, Command.Bdat chunk) {
        return chunk.octets() > limits.maxMessage()
                ? close(after, refusal)
                : new Step(
                        new State.Skipping(after, chunk.octets()), refusal, Step.Then.SKIP_CHUNK);
    }

    private static Step reset(State state) {
        return switch (state) {
            case State.Addressing(Tally tally, Hello hello, _, _) ->
                    stay(new State.Ready(tally, hello), Replies.OK);
            case State.Chunked(Tally tally, Hello hello, _, _) ->
                    stay(new State.Ready(tally, hello), Replies.OK);
            case State.Ready(Tally tally, Hello hello, _) ->
                    stay(new State.Ready(tally, hello), Replies.OK);
            case State.Connected _ -> stay(state, Replies.OK);
            case State.Receiving _, State.Skipping _, State.Closed _ ->
                    stay(state, Replies.OUT_OF_ORDER);
        };
    }

    /// Back to the beginning: what was said in clear was said by anybody (RFC 3207 §4.2).
    private Step startTls(State state) {
        return switch (rules.tls()) {
            case ABSENT -> stay(state, Replies.NOT_IMPLEMENTED);
            case ACTIVE -> stay(state, Replies.TLS_ALREADY);
            case OFFERED ->
                    switch (state) {
                        case State.Ready(Tally tally, _, _) ->
                                new Step(
                                        new State.Connected(tally),
                                        Replies.START_TLS,
                                        Step.Then.START_TLS);
                        case State.Connected _ -> stay(state, Replies.GREET_FIRST);
                        case State.Addressing _,
                                State.Chunked _,
                                State.Receiving _,
                                State.Skipping _,
                                State.Closed _ ->
                                stay(state, Replies.OUT_OF_ORDER);
                    };
        };
    }

    /// Only between transactions, only once, and only where it was announced.
    private Step auth(State state) {
        return switch (rules.login()) {
            case ABSENT -> stay(state, Replies.NOT_IMPLEMENTED);
            case NEEDS_TLS -> stay(state, Replies.AUTH_NEEDS_TLS);
            case DONE -> stay(state, Replies.LOGGED_IN_ALREADY);
            case OFFERED ->
                    switch (state) {
                        case State.Ready(_, Hello hello, _) when hello.extended() ->
                                new Step(state, Replies.LOGGED_IN, Step.Then.AUTHENTICATE);
                        case State.Connected _, State.Ready _ -> stay(state, Replies.GREET_FIRST);
                        case State.Addressing _,
                                State.Chunked _,
                                State.Receiving _,
                                State.Skipping _,
                                State.Closed _ ->
                                stay(state, Replies.OUT_OF_ORDER);
                    };
        };
    }

    /// Back to the beginning: from here on it is another client.
    private Step tellClient(State state) {
        if (!rules.mayTellClient()) {
            return stay(state, Replies.NOT_IMPLEMENTED);
        }
        return switch (state) {
            case State.Connected _, State.Ready _ ->
                    new Step(
                            new State.Connected(state.tally()),
                            Replies.greeting(name),
                            Step.Then.OTHER_CLIENT);
            case State.Addressing _,
                    State.Chunked _,
                    State.Receiving _,
                    State.Skipping _,
                    State.Closed _ ->
                    stay(state, Replies.OUT_OF_ORDER);
        };
    }

    /// Several commands add up; the next transaction takes all with it.
    private Step forward(State state, Xforward told) {
        if (!rules.mayForward()) {
            return stay(state, Replies.NOT_IMPLEMENTED);
        }
        return switch (state) {
            case State.Ready(Tally tally, Hello hello, Xforward before) ->
                    stay(new State.Ready(tally, hello, before.plus(told)), Replies.OK);
            case State.Connected _ -> stay(state, Replies.GREET_FIRST);
            case State.Addressing _,
                    State.Chunked _,
                    State.Receiving _,
                    State.Skipping _,
                    State.Closed _ ->
                    stay(state, Replies.OUT_OF_ORDER);
        };
    }

    private static Step refuse(State state, Reply refusal) {
        return endsConnection(refusal) ? close(state, refusal) : stay(state, refusal);
    }

    private static boolean endsConnection(Reply reply) {
        return reply.code() == 421 || reply.code() == 521;
    }

    private static Step stay(State state, Reply reply) {
        Step.Then then =
                switch (state) {
                    case State.Transferring _ -> Step.Then.READ_DATA;
                    case State.Chunk _ -> Step.Then.READ_CHUNK;
                    case State.Skipping _ -> Step.Then.SKIP_CHUNK;
                    case State.Connected _,
                            State.Ready _,
                            State.Addressing _,
                            State.Chunked _,
                            State.Closed _ ->
                            Step.Then.ANSWER;
                };
        return new Step(state, reply, then);
    }

    private static boolean isJunk(State state, Command command) {
        return command instanceof Command.Greet
                ? !(state instanceof State.Connected)
                : command.bringsNothing();
    }
}
