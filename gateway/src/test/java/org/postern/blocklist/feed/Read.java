package org.postern.blocklist.feed;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.postern.mail.address.IpAddress;

/// A list in a text, and what it says of an address.
record Read(FeedList list) {
    private static final int MOST = 1_000_000;

    static Read of(FeedFormat format, String text) {
        return of(format, "", text);
    }

    static Read of(FeedFormat format, String column, String text) {
        try {
            var in = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
            return new Read(format.read(in, column, MOST));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The text of the entry, `-` where there is none.
    String about(String address) {
        int number = list.table().find(IpAddress.parse(address).orElseThrow());
        return number < 0 ? "-" : list.texts().get(number);
    }

    boolean has(String address) {
        return !about(address).equals("-");
    }
}
