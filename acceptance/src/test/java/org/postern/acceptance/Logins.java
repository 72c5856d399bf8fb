package org.postern.acceptance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/// People who log in at Postfix and Sendmail, by Cyrus SASL: a folder with its configuration for both, and with the passwords.
final class Logins {
    private static final String NAME = "anna@judged.example";
    private static final String PASSWORD = "secret";

    /// What one of them says.
    static final String RIGHT = plain(PASSWORD);

    static final String WRONG = plain("guess");

    private Logins() {}

    private static String plain(String password) {
        byte[] words = ("\0" + NAME + "\0" + password).getBytes(StandardCharsets.US_ASCII);
        return "AUTH PLAIN " + Base64.getEncoder().encodeToString(words);
    }

    static Path write(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (String server : new String[] {"smtpd", "Sendmail"}) {
            Files.writeString(
                    folder.resolve(server + ".conf"),
                    """
                    pwcheck_method: auxprop
                    auxprop_plugin: sasldb
                    sasldb_path: %s
                    mech_list: PLAIN
                    """
                            .formatted(folder.resolve("passwords")));
        }
        String[] name = NAME.split("@", -1);
        RunningGateway.run(
                "sh",
                "-ec",
                "printf '%s\\n' '"
                        + PASSWORD
                        + "' | '"
                        + Checkout.HOME.resolve(".cache/sendmail/usr/sbin/saslpasswd2")
                        + "' -p -c -f '"
                        + folder.resolve("passwords")
                        + "' -u "
                        + name[1]
                        + " "
                        + name[0]);
        RunningGateway.run("chmod", "-R", "u=rwX,go=rX", folder.toString());
        return folder;
    }
}
