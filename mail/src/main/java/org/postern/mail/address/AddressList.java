package org.postern.mail.address;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// The addresses of one header field, and everything that was wrong with it. Programs differ in what they make of a
/// wrong list, so a problem is a finding and never silently mended.
///
/// @param groups names of groups, in order
public record AddressList(
        List<NamedAddress> addresses, List<String> groups, Set<Problem> problems) {
    public AddressList {
        addresses = List.copyOf(addresses);
        groups = List.copyOf(groups);
        problems = Set.copyOf(problems);
    }

    /// What can be wrong with an address list.
    public enum Problem {
        /// No address at all.
        EMPTY,
        /// More than one address in a field that takes one.
        SEVERAL_ADDRESSES,
        /// More addresses than [ListReader#MAX_ADDRESSES]; the rest was not read.
        TOO_MANY_ADDRESSES,
        /// Something that is no address stood in the place of one, or behind one.
        JUNK,
        /// An address that breaks a rule of addresses: too long, wrong domain, missing part.
        BAD_ADDRESS,
        /// Forms that readers must take and writers must not use: routes, blanks inside addresses, empty elements.
        OBSOLETE_FORM,
        /// A group that does not end.
        UNCLOSED_GROUP,
        /// A comment that does not end.
        UNCLOSED_COMMENT,
        /// Comments nested deeper than [ListReader#MAX_COMMENT_DEPTH].
        COMMENT_TOO_DEEP,
        /// A quoted string that does not end.
        UNCLOSED_QUOTE,
        /// An angle bracket that does not end.
        UNCLOSED_BRACKET,
        /// A control character, such as NUL or a line end that is not folding.
        CONTROL_CHARACTER,
        /// Characters past ASCII where the reader did not expect them.
        NOT_ASCII
    }

    AddressList with(Problem problem) {
        Set<Problem> all = EnumSet.of(problem);
        all.addAll(problems);
        return new AddressList(addresses, groups, all);
    }
}
