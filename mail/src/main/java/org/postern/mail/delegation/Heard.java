package org.postern.mail.delegation;

/// What came in over a connection.
public sealed interface Heard {

    /// A whole question.
    record Asked(Question question) implements Heard {}

    /// The server closed between two questions.
    record Closed() implements Heard {}

    /// No question; the connection is of no more use.
    ///
    /// @param why for the log; holds nothing of what the peer sent
    record Malformed(String why) implements Heard {}
}
