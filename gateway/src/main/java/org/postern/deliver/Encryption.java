package org.postern.deliver;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.postern.settings.Authorities;

/// Encryption towards next hops: with any certificate, which keeps out who only listens (RFC 7435), or with one that a
/// trusted authority gave to the host. Thread-safe.
final class Encryption {
    private final SSLSocketFactory any = factory(new TrustManager[] {new AnyCertificate()});
    private final Authorities trust;
    private volatile Optional<SSLSocketFactory> trusting = Optional.empty();

    /// @param trust read at the first use
    Encryption(Authorities trust) {
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
                made = Optional.of(factory(trust.managers()));
            } catch (GeneralSecurityException | IOException e) {
                throw new SSLException("deliver.tls-trust cannot be used: " + e.getMessage(), e);
            }
            trusting = made;
        }
        return made.get();
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
