package org.postern.milter;

import org.postern.mail.smtp.Reply;

/// Looks for what no line of a message may have, in octets that arrive piece by piece. Each fault is final. For one thread.
final class LineCheck {
    private final int most;
    private int length;
    private boolean afterCr;
    private Fault fault = Fault.NONE;

    /// What is wrong.
    enum Fault {
        NONE("", ""),
        BARE_CR("bare-cr", "A bare <CR> stands in the message"),
        BARE_LF("bare-lf", "A bare <LF> stands in the message"),
        TOO_LONG("line-too-long", "A line of the message is too long");

        private final String reason;
        private final String text;

        Fault(String reason, String text) {
            this.reason = reason;
            this.text = text;
        }

        /// A stable word.
        String reason() {
            return reason;
        }

        Reply reply() {
            return Reply.of(554, "5.6.0", text);
        }
    }

    /// @param most octets of a line, its end included
    LineCheck(int most) {
        this.most = most;
    }

    void look(byte[] octets) {
        if (fault != Fault.NONE) {
            return;
        }
        for (byte octet : octets) {
            length++;
            if (octet == '\n') {
                if (!afterCr) {
                    fault = Fault.BARE_LF;
                    return;
                }
                length = 0;
                afterCr = false;
            } else if (afterCr) {
                fault = Fault.BARE_CR;
                return;
            } else {
                afterCr = octet == '\r';
                if (length > most) {
                    fault = Fault.TOO_LONG;
                    return;
                }
            }
        }
    }

    /// What was wrong so far.
    Fault fault() {
        return fault;
    }

    /// What is wrong with the whole.
    Fault end() {
        return fault == Fault.NONE && afterCr ? Fault.BARE_CR : fault;
    }
}
