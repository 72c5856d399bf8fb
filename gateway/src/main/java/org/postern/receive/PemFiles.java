package org.postern.receive;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/// Reads a certificate chain and its private key from PEM files.
final class PemFiles {
    private static final Set<PosixFilePermission> OTHERS =
            EnumSet.of(
                    PosixFilePermission.GROUP_READ,
                    PosixFilePermission.GROUP_WRITE,
                    PosixFilePermission.OTHERS_READ,
                    PosixFilePermission.OTHERS_WRITE);
    private static final int MOST_OCTETS = 1 << 20;

    private PemFiles() {}

    /// A chain and the key of its first certificate.
    record Pair(List<X509Certificate> chain, PrivateKey key) {
        Pair {
            chain = List.copyOf(chain);
        }

        X509Certificate own() {
            return chain.getFirst();
        }
    }

    static Pair read(Path certificate, Path key) throws TlsProblem {
        var pair = new Pair(chain(certificate), key(key));
        if (!belongTogether(pair.own().getPublicKey(), pair.key())) {
            throw new TlsProblem(key + " is not the key of the certificate in " + certificate);
        }
        return pair;
    }

    private static List<X509Certificate> chain(Path file) throws TlsProblem {
        byte[] text = octets(file);
        var chain = new ArrayList<X509Certificate>();
        try {
            for (Certificate one :
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(text))) {
                chain.add((X509Certificate) one);
            }
        } catch (GeneralSecurityException e) {
            throw new TlsProblem(file + " is not a PEM file of certificates", e);
        }
        if (chain.isEmpty()) {
            throw new TlsProblem(file + " holds no certificate");
        }
        return chain;
    }

    private static PrivateKey key(Path file) throws TlsProblem {
        refuseReadableByOthers(file);
        String text = new String(octets(file), StandardCharsets.ISO_8859_1);
        try (var parser = new PEMParser(new StringReader(text))) {
            while (true) {
                switch (parser.readObject()) {
                    case PrivateKeyInfo plain -> {
                        return new JcaPEMKeyConverter().getPrivateKey(plain);
                    }
                    case PEMKeyPair pair -> {
                        return new JcaPEMKeyConverter().getPrivateKey(pair.getPrivateKeyInfo());
                    }
                    case null ->
                            throw new TlsProblem(
                                    file + " holds no private key without a pass phrase");
                    default -> {
                        // EC parameters and the like stand before the key.
                    }
                }
            }
        } catch (IOException | RuntimeException _) {
            // The cause is left out: messages of parsers may quote what they read.
            throw new TlsProblem(file + " is not a PEM file of a private key");
        }
    }

    private static void refuseReadableByOthers(Path file) throws TlsProblem {
        Set<PosixFilePermission> permissions;
        try {
            permissions = Files.getPosixFilePermissions(file);
        } catch (IOException e) {
            throw new TlsProblem("cannot read " + file, e);
        }
        for (PosixFilePermission permission : permissions) {
            if (OTHERS.contains(permission)) {
                throw new TlsProblem(
                        file + " is open to other users of this machine; chmod 600 " + file);
            }
        }
    }

    private static byte[] octets(Path file) throws TlsProblem {
        try {
            if (Files.size(file) > MOST_OCTETS) {
                throw new TlsProblem(file + " is too large for a PEM file");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new TlsProblem("cannot read " + file, e);
        }
    }

    private static boolean belongTogether(PublicKey open, PrivateKey secret) {
        try {
            Signature signature = Signature.getInstance(algorithm(secret));
            byte[] sample = new byte[32];
            new SecureRandom().nextBytes(sample);
            signature.initSign(secret);
            signature.update(sample);
            byte[] signed = signature.sign();
            signature.initVerify(open);
            signature.update(sample);
            return signature.verify(signed);
        } catch (GeneralSecurityException _) {
            return false;
        }
    }

    private static String algorithm(PrivateKey key) {
        return switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC", "ECDSA" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        };
    }
}
