package org.postern.mail.dns;

/// Why an answer is not known. None of them says anything about whether there are records.
public enum DnsFailure {
    /// Nobody answered within the time.
    TIMEOUT,
    /// The resolver could not find out (SERVFAIL).
    SERVFAIL,
    /// The resolver found that signatures are wrong.
    BOGUS,
    /// The resolver does not want to answer, or does not know how.
    REFUSED,
    /// What came is no answer to the question: broken, a loop of aliases, or too many of them.
    MALFORMED,
    /// No resolver can be reached, or too many questions wait already.
    UNREACHABLE,
    /// The budget for questions is used up, so it was not asked.
    NOT_ASKED
}
