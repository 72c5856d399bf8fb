package org.postern.settings;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/// Whose word is taken for who a server is: the authorities that the JDK knows, and those of a file.
///
/// @param file certificates in PEM form
public record Authorities(Optional<Path> file) {
    /// Those of the JDK alone.
    public static final Authorities OF_THE_JDK = new Authorities(Optional.empty());

    private static final Path NONE = Path.of("-");

    /// Reads a setting.
    ///
    /// @param directory the data directory, from which relative paths are meant
    /// @param whose what the certificates say, for people: `verify trusts`
    public static Authorities from(Settings settings, String key, String whose, Path directory) {
        Path file =
                settings.get(
                        key,
                        NONE,
                        Parse::path,
                        "PEM file of authorities that "
                                + whose
                                + " besides those of the JDK; - is none.");
        return file.equals(NONE)
                ? OF_THE_JDK
                : new Authorities(Optional.of(directory.resolve(file)));
    }

    /// Judges certificates by these authorities; reads the file.
    public TrustManager[] managers() throws GeneralSecurityException, IOException {
        if (file.isEmpty()) {
            return managers(null);
        }
        KeyStore all = KeyStore.getInstance(KeyStore.getDefaultType());
        all.load(null, null);
        int number = 0;
        for (TrustManager manager : managers(null)) {
            for (X509Certificate one : ((X509TrustManager) manager).getAcceptedIssuers()) {
                all.setCertificateEntry("jdk-" + number++, one);
            }
        }
        try (InputStream pem = Files.newInputStream(file.get())) {
            for (Certificate one :
                    CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                all.setCertificateEntry("own-" + number++, one);
            }
        }
        return managers(all);
    }

    /// @param authorities null for those of the JDK
    private static TrustManager[] managers(@Nullable KeyStore authorities)
            throws GeneralSecurityException {
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(authorities);
        return factory.getTrustManagers();
    }
}
