package org.postern.blocklist.service;

import org.postern.blocklist.Caller;
import org.postern.blocklist.Refusal;
import org.postern.blocklist.Verdict;

/// Something that happened at the service, beyond answers that let clients go on.
public sealed interface ServiceEvent {

    /// A mail server was told to turn a client away.
    ///
    /// @param id that the client is told too
    record Refused(String id, Caller caller, Verdict verdict, Refusal refusal)
            implements ServiceEvent {}

    /// A connection that broke the rules, or broke.
    ///
    /// @param peer numeric address, or the name of the socket
    /// @param reason a stable word
    /// @param detail one line for people; holds nothing of what the peer sent
    record Broken(String peer, String reason, String detail) implements ServiceEvent {}

    /// A connection that was not let in.
    record TurnedAway(String peer, String reason) implements ServiceEvent {}

    /// A mail server asks with a configuration of ours that is not of this version.
    ///
    /// @param detail one line for people
    record OtherVersion(String peer, String detail) implements ServiceEvent {}

    /// The engine does not answer, or fails; until it does again, the settings say what servers are told. Told once.
    ///
    /// @param why one line for people
    record EngineFails(String why) implements ServiceEvent {}

    /// The engine has answered everything for a while.
    ///
    /// @param questions that it did not answer meanwhile
    record EngineWorks(long questions) implements ServiceEvent {}
}
