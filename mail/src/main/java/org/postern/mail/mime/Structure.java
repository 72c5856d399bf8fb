package org.postern.mail.mime;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/// What a message is made of. It holds spans of the octets it was read from, so these must stay as they are while it is used.
public final class Structure {
    private final Octets octets;
    private final Part root;
    private final List<Ambiguity> ambiguities;
    private final Optional<LimitHit> limit;

    Structure(Octets octets, Part root, List<Ambiguity> ambiguities, Optional<LimitHit> limit) {
        this.octets = octets;
        this.root = root;
        this.ambiguities = List.copyOf(ambiguities);
        this.limit = limit;
    }

    /// The message as a part; its header is the header of the mail.
    public Part root() {
        return root;
    }

    /// All parts, the message first, in the order in which they stand.
    public List<Part> parts() {
        return root.withDescendants();
    }

    /// What readers of mail disagree about in this message.
    public List<Ambiguity> ambiguities() {
        return ambiguities;
    }

    /// Whether readers disagree about which parts exist or what they hold.
    public boolean isAmbiguous() {
        return ambiguities.stream().anyMatch(Ambiguity::structural);
    }

    /// The limit that ended the reading, if one did; then this is not the whole structure.
    public Optional<LimitHit> limit() {
        return limit;
    }

    /// Stretches outside all parts: preambles and epilogues that are not empty.
    public List<Span> outside() {
        var spans = new ArrayList<Span>();
        for (Part part : parts()) {
            if (!part.preamble().isEmpty()) {
                spans.add(part.preamble());
            }
            for (Span epilogue : part.epilogues()) {
                if (!epilogue.isEmpty()) {
                    spans.add(epilogue);
                }
            }
        }
        return spans;
    }

    /// The text of the first Subject field.
    public Optional<String> subject() {
        return root.header().text("Subject");
    }

    /// The text of the first From field.
    public Optional<String> from() {
        return root.header().text("From");
    }

    /// The value of the first Message-ID field as it stands.
    public Optional<String> messageId() {
        return root.header().first("Message-ID").map(HeaderField::unfolded);
    }

    /// How many Received fields there are.
    public int received() {
        return root.header().count("Received");
    }

    /// The octets of a span, read-only.
    public ByteBuffer octets(Span span) {
        return octets.slice(span);
    }

    /// The octets of a body with its transfer encoding undone as most readers do it, block by block.
    public Decoding decoded(Part part) {
        return Decoding.of(octets, part.body(), part.encoding(), Decoding.Leniency.RUN_ON);
    }

    /// Every way in which some reader decodes the body, the usual one first; one for an ordinary part.
    public List<Decoding> readings(Part part) {
        var readings = new ArrayList<Decoding>();
        readings.add(decoded(part));
        if (!disputed(part)) {
            return readings;
        }
        var encodings = EnumSet.allOf(TransferEncoding.class);
        encodings.remove(TransferEncoding.UNKNOWN);
        if (part.encoding() != TransferEncoding.BASE64) {
            encodings.remove(part.encoding());
        }
        for (TransferEncoding encoding : encodings) {
            if (encoding == TransferEncoding.BASE64) {
                for (Decoding.Leniency leniency : Decoding.Leniency.values()) {
                    readings.add(Decoding.of(octets, part.body(), encoding, leniency));
                }
            } else {
                readings.add(Decoding.of(octets, part.body(), encoding, Decoding.Leniency.RUN_ON));
            }
        }
        return readings;
    }

    /// The text of a part in its declared charset; what cannot be decoded becomes U+FFFD. At most `maxOctets` are decoded.
    public String text(Part part, int maxOctets) {
        byte[] plain = decoded(part).all(maxOctets);
        return Charsets.decode(part.type().charset().orElse(""), plain);
    }

    private boolean disputed(Part part) {
        for (Ambiguity ambiguity : ambiguities) {
            if (ambiguity.kind().concern() == Ambiguity.Concern.CONTENT
                    && ambiguity.part().equals(part.path())) {
                return true;
            }
        }
        return false;
    }
}
