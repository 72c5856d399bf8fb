package org.postern.mail.mime;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.parser.AbstractContentHandler;
import org.apache.james.mime4j.parser.MimeStreamParser;
import org.apache.james.mime4j.stream.BodyDescriptor;
import org.apache.james.mime4j.stream.MimeConfig;

/// A second reading of a message, by mime4j: its leaves in order, with type and decoded octets.
final class Mime4jReading extends AbstractContentHandler {
    record Leaf(String type, String content) {}

    private final List<Leaf> leaves = new ArrayList<>();

    /// The leaves that mime4j finds; fewer than there are where it gives up.
    static List<Leaf> leaves(byte[] message) {
        var reading = new Mime4jReading();
        var parser = new MimeStreamParser(MimeConfig.PERMISSIVE);
        parser.setContentHandler(reading);
        parser.setContentDecoding(true);
        try {
            parser.parse(new ByteArrayInputStream(message));
        } catch (MimeException | IOException _) {
            // what was read so far stands
        }
        return reading.leaves;
    }

    @Override
    public void body(BodyDescriptor descriptor, InputStream in) throws IOException {
        var octets = new ByteArrayOutputStream();
        try {
            in.transferTo(octets);
        } finally {
            leaves.add(
                    new Leaf(
                            descriptor.getMimeType(),
                            octets.toString(StandardCharsets.ISO_8859_1)));
        }
    }
}
