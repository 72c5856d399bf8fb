package org.postern.mail.smtp;

import java.util.ArrayList;

/// The replies that the wire itself gives. What policy says is made where policy is.
public final class Replies {
    public static final Reply OK = Reply.of(250, "2.0.0", "OK");
    public static final Reply SENDER_OK = Reply.of(250, "2.1.0", "Sender OK");
    public static final Reply RECIPIENT_OK = Reply.of(250, "2.1.5", "Recipient OK");
    public static final Reply START_DATA =
            Reply.of(354, "", "Send the message, end it with a dot on a line of its own");
    public static final Reply START_TLS = Reply.of(220, "2.0.0", "Ready to start TLS");
    public static final Reply BYE = Reply.of(221, "2.0.0", "Bye");
    public static final Reply HELP = Reply.of(214, "2.0.0", "See RFC 5321");
    public static final Reply CANNOT_VERIFY =
            Reply.of(252, "2.5.0", "Cannot verify; send the message and see");

    public static final Reply TIMEOUT = Reply.of(421, "4.4.2", "Waited too long; closing");
    public static final Reply SHUTTING_DOWN =
            Reply.of(421, "4.3.2", "Shutting down; try again later");
    public static final Reply TRY_LATER =
            Reply.of(451, "4.3.0", "Not possible now; try again later");
    public static final Reply TOO_MANY_ERRORS = Reply.of(421, "4.7.0", "Too many errors; closing");
    public static final Reply TOO_MANY_COMMANDS =
            Reply.of(421, "4.7.0", "Too many commands; closing");
    public static final Reply TOO_MANY_MESSAGES =
            Reply.of(421, "4.7.0", "Enough messages for one connection; open another");
    public static final Reply TOO_MANY_RECIPIENTS =
            Reply.of(452, "4.5.3", "Too many recipients; send the others in another transaction");

    public static final Reply UNKNOWN = Reply.of(500, "5.5.1", "Command not known");
    public static final Reply NOT_IMPLEMENTED = Reply.of(502, "5.5.1", "Command not implemented");
    public static final Reply GREET_FIRST = Reply.of(503, "5.5.1", "Send EHLO first");
    public static final Reply MAIL_FIRST = Reply.of(503, "5.5.1", "Send MAIL first");
    public static final Reply RCPT_FIRST =
            Reply.of(503, "5.5.1", "Send RCPT first; no recipient was accepted");
    public static final Reply CHUNKS_BEGUN =
            Reply.of(503, "5.5.1", "The message comes in chunks already; end it with BDAT LAST");
    public static final Reply MAIL_ALREADY = Reply.of(503, "5.5.1", "Sender is given already");
    public static final Reply TLS_ALREADY = Reply.of(503, "5.5.1", "TLS is active already");
    public static final Reply OUT_OF_ORDER = Reply.of(503, "5.5.1", "Not now");
    public static final Reply NO_ARGUMENT =
            Reply.of(501, "5.5.4", "This command takes no argument");
    public static final Reply BAD_HELLO =
            Reply.of(501, "5.5.4", "Give the name of the client, and nothing else");
    public static final Reply BAD_MAIL = Reply.of(501, "5.5.4", "Syntax: MAIL FROM:<address>");
    public static final Reply BAD_RCPT = Reply.of(501, "5.5.4", "Syntax: RCPT TO:<address>");
    public static final Reply BAD_XCLIENT =
            Reply.of(501, "5.5.4", "Syntax: XCLIENT attribute=value ...");
    public static final Reply BAD_XFORWARD =
            Reply.of(501, "5.5.4", "Syntax: XFORWARD attribute=value ...");
    public static final Reply BAD_PARAMETER =
            Reply.of(501, "5.5.4", "Parameter is malformed or given twice");
    public static final Reply UNKNOWN_PARAMETER = Reply.of(555, "5.5.4", "Parameter not known");
    public static final Reply NOT_ASCII =
            Reply.of(553, "5.6.7", "Address is not ASCII; say SMTPUTF8 with MAIL");
    public static final Reply NOT_UTF8 = Reply.of(500, "5.5.2", "Command is not UTF-8");
    public static final Reply NO_BINARY =
            Reply.of(555, "5.6.1", "BINARYMIME is not offered; send text, with BODY=8BITMIME");
    public static final Reply TOO_LARGE =
            Reply.of(552, "5.3.4", "Message is larger than this server takes");
    public static final Reply CONTENT_LINE_TOO_LONG =
            Reply.of(554, "5.6.0", "A line of the message is too long");

    public static final Reply LOGGED_IN = Reply.of(235, "2.7.0", "Logged in");
    public static final Reply AUTH_UNAVAILABLE =
            Reply.of(454, "4.7.0", "Logins cannot be checked now; try again later");
    public static final Reply AUTH_MALFORMED =
            Reply.of(501, "5.5.2", "The answer breaks the rules of the mechanism");
    public static final Reply AUTH_CANCELLED = Reply.of(501, "5.7.0", "Login was broken off");
    public static final Reply BAD_AUTH =
            Reply.of(501, "5.5.4", "Syntax: AUTH mechanism [initial-response]");
    public static final Reply LOGGED_IN_ALREADY =
            Reply.of(503, "5.5.1", "You are logged in already");
    public static final Reply NO_MECHANISM = Reply.of(504, "5.5.4", "Mechanism is not offered");
    public static final Reply LOGIN_FIRST = Reply.of(530, "5.7.0", "Log in first");
    public static final Reply TLS_FIRST = Reply.of(530, "5.7.0", "Send STARTTLS first");
    public static final Reply AUTH_FAILED = Reply.of(535, "5.7.8", "Login or password is wrong");
    public static final Reply AUTH_NEEDS_TLS =
            Reply.of(538, "5.7.11", "Logging in needs TLS; send STARTTLS first");

    // After these the connection ends.
    public static final Reply LINE_TOO_LONG = Reply.of(500, "5.5.2", "Line too long; closing");
    public static final Reply BARE_CR = Reply.of(521, "5.5.2", "Bare <CR> received; closing");
    public static final Reply BARE_LF = Reply.of(521, "5.5.2", "Bare <LF> received; closing");
    public static final Reply NOT_SMTP = Reply.of(521, "5.5.2", "This is not SMTP; closing");
    public static final Reply BAD_CHUNK =
            Reply.of(501, "5.5.4", "Syntax: BDAT octets [LAST]; closing");
    public static final Reply IMPROPER_PIPELINING =
            Reply.of(554, "5.5.0", "More was sent before the reply to this command; closing");

    private Replies() {}

    /// The answer to a chunk that is not the last.
    static Reply chunkTaken(long octets) {
        return Reply.of(250, "2.0.0", octets + " octets taken");
    }

    /// The greeting of a new connection.
    public static Reply greeting(String name) {
        return Reply.of(220, "", name + " ESMTP Postern");
    }

    /// The answer to EHLO.
    ///
    /// @param rules say what is open to the client
    static Reply extensions(String name, ConversationLimits limits, Conversation.Rules rules) {
        var lines = new ArrayList<String>(8);
        lines.add(name);
        lines.add("PIPELINING");
        lines.add("SIZE " + limits.maxMessage());
        lines.add("8BITMIME");
        lines.add("ENHANCEDSTATUSCODES");
        lines.add("SMTPUTF8");
        lines.add("CHUNKING");
        lines.add("LIMITS MAILMAX=" + limits.messages() + " RCPTMAX=" + limits.recipients());
        if (rules.mayGetNotices()) {
            lines.add("DSN");
        }
        if (rules.mayTellClient()) {
            lines.add("XCLIENT " + Xclient.ATTRIBUTES);
        }
        if (rules.mayForward()) {
            lines.add("XFORWARD " + Xforward.ATTRIBUTES);
        }
        if (rules.tls() == Conversation.Tls.OFFERED) {
            lines.add("STARTTLS");
        }
        return new Reply(250, "", lines);
    }
}
