package org.postern.blocklist;

/// What follows from a hit. In the order of severity: the severest of all hits decides.
public enum Action {
    /// The test is not done.
    OFF,
    /// The hit is recorded and nothing else; where every new test begins.
    OBSERVE,
    /// The mail goes on with the test's name in a header field.
    TAG,
    /// The hit counts; what all of them come to decides.
    SCORE,
    /// The client may come back later (4xx).
    DEFER,
    /// The client is turned away (5xx).
    REJECT
}
