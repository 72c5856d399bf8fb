package org.postern.receive;

import org.postern.mail.address.Domain;
import org.postern.mail.smtp.CommandParser;

/// What a listener is for.
enum Role {
    /// Mail of anybody for our domains.
    EDGE("edge.listen"),
    /// Mail of our people to anybody: STARTTLS, then AUTH, then MAIL (RFC 6409).
    SUBMISSION("submission.listen"),
    /// The same with TLS from the first octet (RFC 8314).
    SUBMISSIONS("submission.tls-listen"),
    /// Mail that a mail server beside us shows before it takes it into its queue.
    FILTER_BEFORE_QUEUE("filter.listen"),
    /// The same, handed in by our people.
    FILTER_SUBMITTED_BEFORE_QUEUE("filter.listen"),
    /// Mail that a mail server beside us has in its queue already.
    FILTER_AFTER_QUEUE("filter.listen"),
    /// The same, handed in by our people.
    FILTER_SUBMITTED_AFTER_QUEUE("filter.listen");

    private final String setting;

    Role(String setting) {
        this.setting = setting;
    }

    /// The setting that says where it listens.
    String setting() {
        return setting;
    }

    /// Whether a mail server beside us has mail looked at here.
    boolean isFilter() {
        return switch (this) {
            case EDGE, SUBMISSION, SUBMISSIONS -> false;
            case FILTER_BEFORE_QUEUE,
                    FILTER_SUBMITTED_BEFORE_QUEUE,
                    FILTER_AFTER_QUEUE,
                    FILTER_SUBMITTED_AFTER_QUEUE ->
                    true;
        };
    }

    /// Whether people log in here.
    boolean takesLogins() {
        return this == SUBMISSION || this == SUBMISSIONS;
    }

    /// Whether a refusal is heard by who sends. Behind a queue it would become a bounce to whoever the sender is said to
    /// be.
    boolean mayRefuse() {
        return this != FILTER_AFTER_QUEUE && this != FILTER_SUBMITTED_AFTER_QUEUE;
    }

    /// What reads commands there.
    ///
    /// @param home domain of mail for `postmaster` without a domain
    CommandParser parser(Domain home) {
        if (!isFilter()) {
            return new CommandParser(home);
        }
        return mayRefuse() ? CommandParser.behindServer(home) : CommandParser.behindQueue(home);
    }

    /// Whether the mail server beside us says that our people handed the mail in.
    boolean isSubmitted() {
        return this == FILTER_SUBMITTED_BEFORE_QUEUE || this == FILTER_SUBMITTED_AFTER_QUEUE;
    }
}
