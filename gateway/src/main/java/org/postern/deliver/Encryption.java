package org.postern.deliver;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/// Encryption towards next hops: with any certificate, which keeps out who only listens (RFC 7435), or with one that a
/// trusted authority gave to the host. Thread-safe.
final class Encryption {
    private final SSLSocketFactory any = factory(new TrustManager[] {new AnyCertificate()});
    private final Optional<Path> trust;
    private volatile Optional<SSLSocketFactory> trusting = Optional.empty();

    /// @param trust a PEM file of authorities that are trusted besides the JDK's; read at the first use
    Encryption(Optional<Path> trust) {
        this.trust = trust;
    }

    /// A socket over another one, before its handshake.
    ///
    /// @param verify whether the handshake shall fail without a trusted certificate for the host
    SSLSocket over(Socket plain, String host, boolean verify) throws IOException {
        SSLSocketFactory factory = verify ? trusting() : any;
        var socket =
                (SSLSocket)
                        factory.createSocket(plain, host, plain.getPort(), /* autoClose= */ true);
        if (verify) {
            SSLParameters parameters = socket.getSSLParameters();
            // The rules for names are those of RFC 6125, for mail as for the web.
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
        }
        return socket;
    }

    private SSLSocketFactory trusting() throws SSLException {
        Optional<SSLSocketFactory> made = trusting;
        if (made.isEmpty()) {
            try {
                made = Optional.of(factory(authorities()));
            } catch (GeneralSecurityException | IOException e) {
                throw new SSLException("deliver.tls-trust cannot be used: " + e.getMessage(), e);
            }
            trusting = made;
        }
        return made.get();
    }

    private TrustManager[] authorities() throws GeneralSecurityException, IOException {
        if (trust.isEmpty()) {
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
        try (InputStream pem = Files.newInputStream(trust.get())) {
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

    private static SSLSocketFactory factory(TrustManager[] managers) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers, new SecureRandom());
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK cannot do TLS", e);
        }
    }

    private static final class AnyCertificate extends X509ExtendedTrustManager {
        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
