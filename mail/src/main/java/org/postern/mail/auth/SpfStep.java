package org.postern.mail.auth;

/// One step of a check, for people who want to know why.
///
/// @param depth 0 in the record of the domain itself, more in records that it includes
/// @param domain whose record it is
/// @param term what was looked at: a term, or the whole record
/// @param outcome what came of it
public record SpfStep(int depth, String domain, String term, String outcome) {}
