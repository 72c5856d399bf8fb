package org.postern.receive;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/// The certificate in use and what the edge speaks with it. The files may be replaced while the edge runs: connections
/// keep what they have, new ones get the new certificate; files that cannot be used change nothing but raise an alarm.
/// Thread-safe.
public final class TlsMaterial {
    private static final int SESSION_SECONDS = 3600;
    private static final int SESSIONS = 2000;
    private static final char[] NO_PASSWORD = new char[0];

    /// Forward secrecy and authenticated encryption only. What cannot speak one of these is from before 2012.
    private static final List<String> SUITES =
            List.of(
                    "TLS_AES_128_GCM_SHA256",
                    "TLS_AES_256_GCM_SHA384",
                    "TLS_CHACHA20_POLY1305_SHA256",
                    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
                    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
                    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
                    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
                    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private final TlsSettings settings;
    private final Watcher watcher;
    private final InstantSource clock;
    private volatile Loaded loaded;
    // Only the thread that refreshes touches these two.
    private Stamp used;
    private @Nullable Stamp failed;
    private boolean alarmed;

    private record Loaded(SSLContext context, X509Certificate certificate) {}

    /// What of two files changes when one of them is replaced.
    private record Stamp(List<Object> marks) {
        static Stamp of(Path... files) {
            return new Stamp(Arrays.stream(files).map(Stamp::mark).toList());
        }

        private static Object mark(Path file) {
            try {
                var attributes = Files.readAttributes(file, BasicFileAttributes.class);
                FileTime at = attributes.lastModifiedTime();
                return List.of(at, attributes.size(), Objects.toString(attributes.fileKey(), ""));
            } catch (IOException _) {
                return "missing";
            }
        }
    }

    private TlsMaterial(
            TlsSettings settings,
            Watcher watcher,
            InstantSource clock,
            Stamp stamp,
            Loaded loaded) {
        this.settings = settings;
        this.watcher = watcher;
        this.clock = clock;
        this.used = stamp;
        this.loaded = loaded;
    }

    /// Loads certificate and key, and makes them first where settings say so and both are missing.
    ///
    /// @param name what the node calls itself
    public static TlsMaterial open(
            TlsSettings settings, String name, Watcher watcher, InstantSource clock)
            throws TlsProblem {
        if (settings.generated()
                && Files.notExists(settings.certificate())
                && Files.notExists(settings.key())) {
            SelfSigned.write(settings.certificate(), settings.key(), name, clock.instant());
        }
        Stamp stamp = Stamp.of(settings.certificate(), settings.key());
        return new TlsMaterial(settings, watcher, clock, stamp, load(settings));
    }

    /// Until when the certificate in use is valid.
    public Instant expires() {
        return certificate().getNotAfter().toInstant();
    }

    /// The certificate in use.
    public X509Certificate certificate() {
        return loaded.certificate();
    }

    /// Why the files, as they are now, could not be taken up; empty if they could. What is in use stays in use, but the
    /// next start would fail.
    public Optional<String> trouble() {
        try {
            load(settings);
            return Optional.empty();
        } catch (TlsProblem e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /// Loads the files again if they changed. An alarm is raised once for each state of the files, and only if it lasts
    /// from one call to the next: certificate and key are not replaced in the same instant. Called by one thread.
    public void refresh() {
        Stamp now = Stamp.of(settings.certificate(), settings.key());
        if (now.equals(used)) {
            failed = null;
            return;
        }
        if (now.equals(failed) && alarmed) {
            return;
        }
        try {
            loaded = load(settings);
            used = now;
            failed = null;
            watcher.saw(new EdgeEvent.CertificateLoaded(clock.instant(), expires()));
        } catch (TlsProblem e) {
            alarmed = now.equals(failed);
            failed = now;
            if (alarmed) {
                String detail = Optional.ofNullable(e.getMessage()).orElse("");
                watcher.saw(new EdgeEvent.CertificateUnusable(clock.instant(), detail));
            }
        }
    }

    /// The server's side of TLS over a connection; the handshake is still to be made. Closing it closes the connection.
    ///
    /// @param read octets of the handshake that were read from the connection already
    SSLSocket over(Socket plain, byte[] read) throws IOException {
        SSLContext context = loaded.context();
        var socket =
                (SSLSocket)
                        (read.length > 0
                                ? context.getSocketFactory()
                                        .createSocket(plain, new ByteArrayInputStream(read), true)
                                : context.getSocketFactory()
                                        .createSocket(
                                                plain,
                                                plain.getInetAddress().getHostAddress(),
                                                plain.getPort(),
                                                true));
        socket.setUseClientMode(false);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setProtocols(settings.minimum().protocols().toArray(String[]::new));
        parameters.setCipherSuites(SUITES.toArray(String[]::new));
        parameters.setUseCipherSuitesOrder(true);
        socket.setSSLParameters(parameters);
        return socket;
    }

    private static Loaded load(TlsSettings settings) throws TlsProblem {
        PemFiles.Pair pair = PemFiles.read(settings.certificate(), settings.key());
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, NO_PASSWORD);
            X509Certificate[] chain = pair.chain().toArray(X509Certificate[]::new);
            store.setKeyEntry("edge", pair.key(), NO_PASSWORD, chain);
            var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, NO_PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            context.getServerSessionContext().setSessionTimeout(SESSION_SECONDS);
            context.getServerSessionContext().setSessionCacheSize(SESSIONS);
            return new Loaded(context, pair.own());
        } catch (GeneralSecurityException | IOException e) {
            throw new TlsProblem("cannot use the certificate in " + settings.certificate(), e);
        }
    }
}
