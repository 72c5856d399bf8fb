package org.postern.receive;

import java.nio.file.Path;
import java.util.List;
import org.postern.settings.Parse;
import org.postern.settings.Settings;

/// Which certificate the edge shows, and the least protection it takes for TLS.
///
/// @param certificate PEM file, the own certificate first, then those that lead to its root
/// @param key PEM file of the private key, readable by its owner only
/// @param generated whether both are made where they are missing
public record TlsSettings(Path certificate, Path key, boolean generated, Minimum minimum) {
    private static final Path STANDARD_CERTIFICATE = Path.of("keys", "tls.crt");
    private static final Path STANDARD_KEY = Path.of("keys", "tls.key");

    /// The oldest version of TLS that is spoken.
    public enum Minimum {
        TLS_1_2,
        TLS_1_3;

        /// The versions spoken, in the JDK's names.
        List<String> protocols() {
            return switch (this) {
                case TLS_1_2 -> List.of("TLSv1.2", "TLSv1.3");
                case TLS_1_3 -> List.of("TLSv1.3");
            };
        }
    }

    /// @param directory the data directory, from which relative paths are meant
    public static TlsSettings from(Settings s, Path directory) {
        Path certificate =
                s.get(
                        "tls.certificate",
                        STANDARD_CERTIFICATE,
                        Parse::path,
                        "PEM file of the certificate and its chain. Without it and without a key, a"
                                + " self-signed one is made.");
        Path key =
                s.get(
                        "tls.key",
                        STANDARD_KEY,
                        Parse::path,
                        "PEM file of the private key, mode 0600.");
        Minimum minimum =
                s.get(
                        "tls.minimum",
                        Minimum.TLS_1_2,
                        Parse.oneOf(Minimum.class),
                        "Oldest version of TLS that is spoken: tls-1-2 or tls-1-3.");
        boolean standard = certificate.equals(STANDARD_CERTIFICATE) && key.equals(STANDARD_KEY);
        return new TlsSettings(
                directory.resolve(certificate), directory.resolve(key), standard, minimum);
    }
}
