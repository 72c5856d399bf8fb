package org.postern.directory;

/// A right somebody has over something.
///
/// @param principal who, such as `user:alice@example.org` or `group:helpdesk`
/// @param right what, such as `release`
/// @param scope over what, such as `mailbox:bob@example.org` or `site`
public record RightGrant(String principal, String right, String scope) {
    public RightGrant {
        if (principal.isBlank() || right.isBlank() || scope.isBlank()) {
            throw new IllegalArgumentException("a right names who, what and over what");
        }
    }
}
