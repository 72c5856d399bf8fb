/// Knowledge of mail, and nothing else: it requires no other module (annotations excepted), so it can only compute.
module org.postern.mail {
    requires static org.jspecify;

    exports org.postern.mail.address;
    exports org.postern.mail.auth;
    exports org.postern.mail.delegation;
    exports org.postern.mail.dns;
    exports org.postern.mail.dsn;
    exports org.postern.mail.milter;
    exports org.postern.mail.mime;
    exports org.postern.mail.sasl;
    exports org.postern.mail.smtp;
    exports org.postern.mail.trace;
}
