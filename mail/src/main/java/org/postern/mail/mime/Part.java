package org.postern.mail.mime;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;

/// One part of a message. The message itself is part `1`; its children are `1.1`, `1.2` and so on; a mail inside a part
/// (`message/rfc822`) is the only child of that part.
///
/// @param path such as `1.2.1`
/// @param header the part's own header
/// @param body what follows the header, still encoded; for a multipart with preamble, children and epilogue
/// @param type declared or default type
/// @param disposition first word of Content-Disposition in lower case, or empty
/// @param dispositionParameters its parameters
/// @param encodings the declared transfer encodings, the one to go by first; more than one only where they differ
/// @param preamble of a multipart: the text before the first part
/// @param epilogues of a multipart: the texts after an end boundary
/// @param children parts of a multipart, or the mail in a `message/rfc822`
public record Part(
        String path,
        Header header,
        Span body,
        ContentType type,
        String disposition,
        Parameters dispositionParameters,
        List<TransferEncoding> encodings,
        Span preamble,
        List<Span> epilogues,
        List<Part> children) {
    public Part {
        encodings = List.copyOf(encodings);
        epilogues = List.copyOf(epilogues);
        children = List.copyOf(children);
    }

    /// Header and body.
    public Span span() {
        return new Span(header.span().from(), body.to());
    }

    public TransferEncoding encoding() {
        return encodings.getFirst();
    }

    public boolean isLeaf() {
        return children.isEmpty();
    }

    /// The name to show, if the part has one.
    public Optional<String> fileName() {
        var names = fileNames();
        return names.isEmpty() ? Optional.empty() : Optional.of(names.getFirst());
    }

    /// The file name under every reading, the preferred one first; a rule about names must look at all of them.
    public SequencedSet<String> fileNames() {
        return fileNames(true);
    }

    /// @param pieces whether the pieces of a continued name are readings too
    SequencedSet<String> fileNames(boolean pieces) {
        var names = new LinkedHashSet<String>();
        names.addAll(dispositionParameters.readings("filename", pieces));
        names.addAll(type.parameters().readings("name", pieces));
        names.addAll(dispositionParameters.readings("name", pieces));
        names.addAll(type.parameters().readings("filename", pieces));
        names.remove("");
        return names;
    }

    /// This part and all below it, in the order in which they stand.
    public List<Part> withDescendants() {
        var all = new ArrayList<Part>();
        collect(all);
        return all;
    }

    private void collect(List<Part> into) {
        into.add(this);
        for (Part child : children) {
            child.collect(into);
        }
    }
}
