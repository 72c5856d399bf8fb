package org.postern.acceptance;

import java.io.IOException;
import java.util.Locale;

/// The mail servers of others that stand before the gateway and behind it. Each takes whatever it can be told to take, and
/// leaves it as it is wherever it can be told to: what protects a server from smuggling is switched off where a setting does
/// it, because those that stand in the world may lack it.
enum MailServer {
    POSTFIX {
        @Override
        Relay relay(int to) throws IOException {
            return Postfix.with(to, POSTFIX_TAKES_ALL, "");
        }
    },
    EXIM {
        @Override
        Relay relay(int to) throws IOException {
            return Exim.relay(to, Relay.Tls.NEVER);
        }
    },
    OPENSMTPD {
        @Override
        Relay relay(int to) throws IOException {
            return OpenSmtpd.relay(to);
        }
    },
    SENDMAIL {
        @Override
        Relay relay(int to) throws IOException {
            return Sendmail.with(to, SENDMAIL_TAKES_ALL);
        }
    };

    private static final String POSTFIX_TAKES_ALL =
            """
            smtpd_forbid_bare_newline = no
            smtpd_forbid_unauth_pipelining = no
            cleanup_replace_stray_cr_lf = no
            default_destination_concurrency_limit = 5
            """;

    /// It sends nobody the notice that a notice cannot be sent, and asks no server for TLS, which would hide what it says.
    private static final String SENDMAIL_TAKES_ALL =
            """
            define(`confREJECT_NUL', `false')dnl
            define(`confDOUBLE_BOUNCE_ADDRESS', `')dnl
            CLIENT_OPTIONS(`Family=inet, Address=0.0.0.0, Modifier=S')dnl
            """;

    /// Starts one that hands every message on to a port of loopback.
    abstract Relay relay(int to) throws IOException;

    /// A domain whose mail goes to it.
    String domain() {
        return word() + ".example.net";
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
