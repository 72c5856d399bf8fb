package org.postern.mail.mime;

/// Reading stopped because a limit was reached: what lies behind `at` was not looked at, and so is not clean.
///
/// @param name the limit, named as in [MimeLimits]
/// @param value what the limit was
/// @param part path of the part that was being read
/// @param at the octet where reading stopped
public record LimitHit(String name, int value, String part, int at) {
    @Override
    public String toString() {
        return name + " (" + value + ") in part " + part + " at octet " + at;
    }
}
