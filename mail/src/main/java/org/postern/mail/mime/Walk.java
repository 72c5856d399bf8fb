package org.postern.mail.mime;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.mail.mime.Ambiguity.Kind;

/// One reading of one message. It goes forward through the octets once; `at` is the boundary line, or the end, that
/// ended what was read last.
final class Walk {
    private static final Span NONE = new Span(0, 0);

    private final Octets octets;
    private final MimeLimits limits;
    private final Findings findings = new Findings();
    private final Boundaries boundaries;
    private final BodyScan scan;
    private final boolean crlf;

    private int parts;
    private int depth;
    private int at;
    private int afterBoundary;
    private int level = -1;
    private boolean close;
    private long steps;

    Walk(Octets octets, MimeLimits limits) {
        this.octets = octets;
        this.limits = limits;
        this.boundaries = new Boundaries(octets);
        this.scan = new BodyScan(octets, boundaries);
        int lineFeed = octets.lineFeed(0, Math.min(octets.size(), limits.headerOctets()));
        this.crlf =
                lineFeed == octets.size() || lineFeed > 0 && octets.at(lineFeed - 1) == Octets.CR;
    }

    Structure read() {
        if (!crlf) {
            findings.add(Kind.LF_LINE_ENDS, "1", "");
        }
        Part root = part("1", 0, ContentType.TEXT, true, false);
        return new Structure(octets, root, findings.ambiguities(), findings.limit());
    }

    Header header() {
        return new HeaderReader(octets, limits, boundaries, findings, crlf, "1").read(0);
    }

    /// Octets looked at so far, repetitions counted again: the measure of the work done.
    long steps() {
        return steps + scan.steps() + boundaries.steps();
    }

    /// Reads a part, or a mail, whose header begins at `from`; leaves `at` where something else ended it.
    private Part part(String path, int from, ContentType fallback, boolean mail, boolean returned) {
        parts++;
        var reader = new HeaderReader(octets, limits, boundaries, findings, crlf, path);
        Header header = reader.read(from);
        steps += reader.steps();
        var declared = new Declarations(limits, findings, path, fallback).read(header, mail);
        int bodyFrom = reader.next();
        var inside = new Inside();
        if (reader.endedByBoundary()) {
            atBoundary(bodyFrom, octets.lineFeed(bodyFrom, octets.size()) + 1);
            if (!header.fields().isEmpty()) {
                findings.add(Kind.NO_SEPARATOR, path, "");
            }
        } else if (findings.stopped()) {
            end();
        } else {
            if (mail && !reader.endedByEmptyLine()) {
                findings.add(Kind.NO_BODY, path, "");
            }
            body(path, bodyFrom, declared, inside, returned);
        }
        int bodyTo = Math.max(trimmedEnd(header.span().from()), inside.floor);
        bodyTo = Math.max(bodyTo, header.span().from());
        var span =
                new Span(
                        header.span().from(),
                        Math.max(header.span().from(), Math.min(header.span().to(), bodyTo)));
        var body = new Span(Math.min(bodyFrom, bodyTo), bodyTo);
        var part =
                new Part(
                        path,
                        new Header(span, header.fields()),
                        body,
                        declared.type(),
                        declared.disposition(),
                        declared.dispositionParameters(),
                        declared.encodings(),
                        inside.preamble,
                        inside.epilogues,
                        inside.children);
        declared.checkFileNames(part);
        if (part.isLeaf() && !findings.stopped()) {
            steps += new EncodingCheck(octets, findings, part).run();
        }
        return part;
    }

    /// What is found inside a body.
    private static final class Inside {
        private final List<Part> children = new ArrayList<>(0);
        private final List<Span> epilogues = new ArrayList<>(0);
        private Span preamble = NONE;

        /// The body ends here or later.
        private int floor;
    }

    private void body(
            String path, int from, Declarations declared, Inside inside, boolean returned) {
        ContentType type = declared.type();
        boolean identity =
                declared.encodings().stream().allMatch(e -> e == TransferEncoding.IDENTITY);
        inside.floor = from;
        if ((type.isMultipart() || type.isMail()) && !identity) {
            findings.add(Kind.ENCODED_COMPOSITE, path, declared.encodings() + " on " + type.full());
        }
        if (type.isMultipart() && !declared.boundaries().isEmpty()) {
            multipart(path, from, declared, inside, returned);
        } else if (type.isMail() && identity && room(path, from)) {
            depth++;
            Part mail = part(path + ".1", from, ContentType.TEXT, true, returned);
            depth--;
            inside.children.add(mail);
            inside.floor = mail.body().to();
        } else {
            leaf(path, from, type);
        }
    }

    private void leaf(String path, int from, ContentType type) {
        if (findings.stopped()) {
            end();
            return;
        }
        find(from, type.isText(), path);
    }

    private void multipart(
            String path, int from, Declarations declared, Inside inside, boolean returned) {
        boolean report = returned || declared.type().is("multipart/report");
        byte[] first = declared.boundaries().getFirst();
        if (boundaries.isOpen(first)) {
            findings.add(Kind.BOUNDARY_REUSED, path, "");
        } else if (boundaries.overlaps(first)) {
            findings.add(Kind.BOUNDARIES_OVERLAP, path, "");
        }
        int mine = boundaries.depth();
        boundaries.push(declared.boundaries());
        find(from, false, path);
        inside.preamble = new Span(from, Math.max(from, octets.beforeLineEnd(at, from)));
        outside(inside.preamble, Kind.PREAMBLE_LOOKS_LIKE_PART, path);
        boolean closed = false;
        ContentType fallback =
                declared.type().is("multipart/digest") ? ContentType.MAIL : ContentType.TEXT;
        while (level == mine && !findings.stopped()) {
            if (close) {
                closed = epilogue(path, inside, closed);
                continue;
            }
            if (closed) {
                findings.add(Kind.CONTENT_AFTER_END, path, "");
            }
            if (!room(path, at)) {
                break;
            }
            depth++;
            Part child =
                    part(
                            path + "." + (inside.children.size() + 1),
                            afterBoundary,
                            fallback,
                            false,
                            report);
            depth--;
            inside.children.add(child);
            inside.floor = Math.max(inside.floor, child.span().to());
        }
        boundaries.pop();
        if (findings.stopped()) {
            end();
        } else {
            checkEnd(path, inside, closed, report);
        }
    }

    /// Reads over an epilogue; always true, since the multipart is closed now.
    private boolean epilogue(String path, Inside inside, boolean closed) {
        int from = afterBoundary;
        if (closed) {
            findings.add(Kind.REPEATED_END, path, "");
        }
        find(from, false, path);
        var epilogue = new Span(from, Math.max(from, octets.beforeLineEnd(at, from)));
        inside.epilogues.add(epilogue);
        inside.floor = Math.max(inside.floor, epilogue.to());
        outside(epilogue, Kind.EPILOGUE_LOOKS_LIKE_PART, path);
        return true;
    }

    private void checkEnd(String path, Inside inside, boolean closed, boolean returned) {
        if (inside.children.isEmpty()) {
            findings.add(Kind.NO_PARTS, path, "");
        } else if (!closed && returned && path.length() > 1) {
            findings.add(Kind.RETURNED_MAIL_CUT, path, "");
        } else if (!closed) {
            findings.add(level < 0 ? Kind.NOT_CLOSED : Kind.INNER_NOT_CLOSED, path, "");
        }
    }

    /// Whether one more part may be read below this one.
    private boolean room(String path, int from) {
        if (depth + 1 >= limits.depth()) {
            findings.limit("depth", limits.depth(), path, from);
        } else if (parts >= limits.parts()) {
            findings.limit("parts", limits.parts(), path, from);
        }
        return !findings.stopped();
    }

    /// Goes to the next boundary line.
    private void find(int from, boolean text, String path) {
        int found = scan.next(from, text);
        var seen = scan.seen();
        if (found < octets.size()) {
            atBoundary(found, scan.afterBoundary());
        } else {
            end();
        }
        if (seen.nul) {
            findings.add(Kind.NUL_IN_BODY, path, "");
        }
        if (seen.longestLine > 1000) {
            findings.add(Kind.LONG_LINE, path, seen.longestLine + " octets");
        }
        if (seen.boundaryTail) {
            findings.add(Kind.BOUNDARY_WITH_TAIL, path, "");
        }
        if (seen.fileInText) {
            findings.add(Kind.FILE_IN_TEXT, path, "");
        }
        if (seen.bareLineEnd && crlf && boundaries.depth() > 0) {
            bareBoundary(from, found, path);
        }
    }

    /// Looks for boundaries that only a bare CR or LF makes a line.
    private void bareBoundary(int from, int to, String path) {
        for (int i = from; i + 2 < to; i++) {
            if (octets.at(i) == Octets.CR
                    && octets.at(i + 1) != Octets.LF
                    && boundaries.begins(i + 1)) {
                findings.add(Kind.BOUNDARY_LINE_END, path, "bare CR");
            }
        }
        steps += to - from;
    }

    private void atBoundary(int from, int after) {
        at = from;
        afterBoundary = Math.min(after, octets.size());
        level = boundaries.level();
        close = boundaries.isClose();
        boolean endsInFeed = octets.at(afterBoundary - 1) == Octets.LF;
        boolean endsInCrlf = afterBoundary > 1 && octets.at(afterBoundary - 2) == Octets.CR;
        boolean beginsBare = from > 0 && (from < 2 || octets.at(from - 2) != Octets.CR);
        if (crlf && (beginsBare || endsInFeed && !endsInCrlf)) {
            findings.add(Kind.BOUNDARY_LINE_END, "1", "bare LF");
        }
    }

    private void end() {
        at = octets.size();
        afterBoundary = at;
        level = -1;
        close = false;
    }

    /// Where what was read last ends: the line end before a boundary belongs to the boundary.
    private int trimmedEnd(int floor) {
        return level < 0 ? at : octets.beforeLineEnd(at, floor);
    }

    private void outside(Span span, Kind kind, String path) {
        int line = span.from();
        while (line < span.to()) {
            if (octets.startsWith(line, "content-t") || octets.startsWith(line, "content-d")) {
                findings.add(
                        kind, path, octets.latin1(new Span(line, Math.min(span.to(), line + 60))));
                return;
            }
            line = octets.lineFeed(line, span.to()) + 1;
        }
        steps += span.length();
    }

    Optional<LimitHit> limit() {
        return findings.limit();
    }
}
