package org.postern.mail.milter;

/// What a server lets a filter do to a message.
public enum Ability {
    ADD_HEADERS(0x001),
    CHANGE_BODY(0x002),
    ADD_RECIPIENTS(0x004),
    DELETE_RECIPIENTS(0x008),
    CHANGE_HEADERS(0x010),
    QUARANTINE(0x020),
    CHANGE_SENDER(0x040),
    ADD_RECIPIENTS_WITH_ARGUMENTS(0x080),
    /// To say which macros it wants.
    ASK_FOR_MACROS(0x100);

    private final int bit;

    Ability(int bit) {
        this.bit = bit;
    }

    int bit() {
        return bit;
    }
}
