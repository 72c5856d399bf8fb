package org.postern.bench;

/// How a mail server has its mail looked at by a program beside it: the lines of Postfix's configuration for each way.
///
/// @param mainCf beside what a plain relay has
/// @param masterCf the same
record Hook(String mainCf, String masterCf) {
    /// Nobody looks.
    static final Hook NONE = new Hook("", "");

    /// Takes mail back, without having it looked at again.
    private static final String TAKES_BACK =
            """
            127.0.0.1:%d inet n - n - - smtpd
              -o smtpd_proxy_filter= -o content_filter= -o smtpd_milters=
              -o smtpd_authorized_xforward_hosts=127.0.0.0/8
              -o receive_override_options=no_unknown_recipient_checks,no_header_body_checks,no_milters
            """;

    private static final String GIVES_AWAY =
            """
            looked unix - - n - 20 smtp
              -o smtp_send_xforward_command=yes
            """;

    /// The program passes each message on while the client waits.
    static Hook beforeQueue(int filter, int back) {
        return new Hook(
                "smtpd_proxy_filter = 127.0.0.1:" + filter + "\n", TAKES_BACK.formatted(back));
    }

    /// The program is given each message from the queue.
    static Hook afterQueue(int filter, int back) {
        return new Hook(
                "content_filter = looked:[127.0.0.1]:" + filter + "\n",
                TAKES_BACK.formatted(back) + GIVES_AWAY);
    }

    /// The program is told of each message, and the mail server keeps it.
    static Hook milter(int filter) {
        return new Hook("smtpd_milters = inet:127.0.0.1:" + filter + "\n", "");
    }
}
