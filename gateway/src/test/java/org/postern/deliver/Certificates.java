package org.postern.deliver;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// An authority for tests, and servers with good and bad certificates.
public final class Certificates {
    private static final X500Name AUTHORITY = new X500Name("CN=Test Authority");

    private final KeyPair authority = keys();
    private final X509Certificate root =
            sign(AUTHORITY, authority, AUTHORITY, authority.getPrivate(), Instant.now(), "");
    private int serial;

    /// Writes the authority as a file of trust.
    public Path write(Path file) throws IOException, GeneralSecurityException {
        String body = Base64.getMimeEncoder().encodeToString(root.getEncoded());
        return Files.writeString(
                file, "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n");
    }

    /// A server whose certificate the authority gave.
    public SSLContext server(String name, Instant from)
            throws GeneralSecurityException, IOException {
        KeyPair keys = keys();
        X509Certificate one =
                sign(
                        new X500Name("CN=server"),
                        keys,
                        AUTHORITY,
                        authority.getPrivate(),
                        from,
                        name);
        return context(keys.getPrivate(), one, root);
    }

    /// A server that gave itself one.
    public SSLContext selfSigned(String name) throws GeneralSecurityException, IOException {
        KeyPair keys = keys();
        var subject = new X500Name("CN=server");
        return context(
                keys.getPrivate(),
                sign(subject, keys, subject, keys.getPrivate(), Instant.now(), name));
    }

    private static SSLContext context(PrivateKey key, Certificate... chain)
            throws GeneralSecurityException, IOException {
        char[] password = "password".toCharArray();
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("server", key, password, chain);
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    private static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /// Valid for a day; an authority where there is no name.
    private X509Certificate sign(
            X500Name subject,
            KeyPair keys,
            X500Name issuer,
            PrivateKey by,
            Instant from,
            String name) {
        try {
            var builder =
                    new JcaX509v3CertificateBuilder(
                            issuer,
                            BigInteger.valueOf(++serial),
                            Date.from(from.minusSeconds(60)),
                            Date.from(from.plus(Duration.ofDays(1))),
                            subject,
                            keys.getPublic());
            if (name.isEmpty()) {
                builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            } else {
                builder.addExtension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(new GeneralName(GeneralName.dNSName, name)));
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(
                                    new JcaContentSignerBuilder("SHA256withECDSA").build(by)));
        } catch (CertIOException | OperatorCreationException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
