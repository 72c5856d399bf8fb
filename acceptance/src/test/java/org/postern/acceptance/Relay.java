package org.postern.acceptance;

import java.io.IOException;
import java.nio.file.Path;

/// A mail server of others that takes every message from this machine and hands it on to one port of it.
interface Relay extends AutoCloseable {
    /// Where it insists on TLS; on the other side it offers and uses none.
    enum Tls {
        NEVER,
        IN,
        OUT
    }

    int port();

    @Override
    void close() throws IOException;

    /// Makes a key and a certificate that nobody signed: `key.pem` and `cert.pem`.
    static void makeCertificate(Path place) throws IOException {
        RunningGateway.run(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
                "-keyout",
                place.resolve("key.pem").toString(),
                "-out",
                place.resolve("cert.pem").toString(),
                "-days",
                "2",
                "-subj",
                "/CN=localhost");
    }
}
