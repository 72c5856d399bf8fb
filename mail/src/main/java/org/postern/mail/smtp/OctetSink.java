package org.postern.mail.smtp;

import java.io.IOException;

/// Where blocks of octets go; `OutputStream::write` is one. The array belongs to the caller again after the call.
@FunctionalInterface
public interface OctetSink {
    void write(byte[] from, int offset, int length) throws IOException;
}
