package org.postern.mail.mime;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postern.mail.mime.Ambiguity.Kind;

/// What a header says about its part, and what is doubtful in that.
final class Declarations {
    private static final int RFC_BOUNDARY = 70;

    /// Readings of one boundary that are followed at once.
    private static final int MAX_READINGS = 6;

    private final MimeLimits limits;
    private final Findings findings;
    private final String part;
    private final ContentType fallback;

    private ContentType type;
    private List<byte[]> boundaries = List.of();
    private boolean doubtful;
    private String disposition = "";
    private Parameters dispositionParameters = Parameters.NONE;
    private List<TransferEncoding> encodings = List.of(TransferEncoding.IDENTITY);
    private boolean version;

    Declarations(MimeLimits limits, Findings findings, String part, ContentType fallback) {
        this.limits = limits;
        this.findings = findings;
        this.part = part;
        this.fallback = fallback;
        this.type = fallback;
    }

    ContentType type() {
        return type;
    }

    /// The boundary of a multipart: none where there is none to go by, several where readers disagree which it is.
    List<byte[]> boundaries() {
        return boundaries;
    }

    String disposition() {
        return disposition;
    }

    Parameters dispositionParameters() {
        return dispositionParameters;
    }

    List<TransferEncoding> encodings() {
        return encodings;
    }

    /// Reads the fields; `mail` says whether this is the header of a mail and not of a part.
    Declarations read(Header header, boolean mail) {
        @Nullable HeaderField typeField = null;
        @Nullable HeaderField encodingField = null;
        @Nullable HeaderField dispositionField = null;
        var seen = EnumSet.noneOf(KnownField.class);
        var again = EnumSet.noneOf(KnownField.class);
        for (HeaderField field : header.fields()) {
            KnownField known = field.known();
            if (known == null || !known.once()) {
                continue;
            }
            if (!seen.add(known)) {
                again.add(known);
            }
            switch (known) {
                case CONTENT_TYPE -> typeField = typeField == null ? field : typeField;
                case CONTENT_TRANSFER_ENCODING ->
                        encodingField = encodingField == null ? field : encodingField;
                case CONTENT_DISPOSITION ->
                        dispositionField = dispositionField == null ? field : dispositionField;
                case MIME_VERSION -> version = true;
                default -> {}
            }
        }
        if (typeField != null) {
            readType(typeField.unfolded());
        }
        if (encodingField != null) {
            encodings = List.of(readEncoding(encodingField.unfolded()));
        }
        if (dispositionField != null) {
            readDisposition(dispositionField.unfolded());
        }
        if (!again.isEmpty()) {
            duplicates(header, again, mail);
        }
        if (mail
                && !version
                && (type.declared() && !type.is("text/plain") || encodingField != null)) {
            findings.add(Kind.NO_MIME_VERSION, part, "");
        }
        return this;
    }

    private void duplicates(Header header, Set<KnownField> again, boolean mail) {
        for (KnownField known : again) {
            var values = new LinkedHashSet<String>();
            for (HeaderField field : header.fields()) {
                if (field.known() == known) {
                    values.add(field.unfolded());
                }
            }
            long different = values.stream().map(ContentType::lower).distinct().count();
            Kind kind = kindOf(known);
            if (kind.concern() == Ambiguity.Concern.IDENTITY
                    && !mail
                    && known != KnownField.CONTENT_DISPOSITION) {
                kind = Kind.REPEATED_FIELD;
            }
            boolean differs = different > 1 || known == KnownField.FROM;
            findings.add(differs ? kind : Kind.REPEATED_FIELD, part, known.spelling());
            if (known == KnownField.CONTENT_TYPE && differs && boundaries.isEmpty()) {
                values.stream()
                        .filter(it -> it.regionMatches(true, 0, "multipart", 0, 9))
                        .findFirst()
                        .ifPresent(this::readType);
            }
            if (known == KnownField.CONTENT_TRANSFER_ENCODING && differs) {
                encodings = values.stream().map(this::readEncoding).distinct().toList();
            }
        }
    }

    private static Kind kindOf(KnownField field) {
        return switch (field) {
            case CONTENT_TYPE -> Kind.DUPLICATE_CONTENT_TYPE;
            case CONTENT_TRANSFER_ENCODING -> Kind.DUPLICATE_ENCODING;
            case CONTENT_DISPOSITION -> Kind.DUPLICATE_DISPOSITION;
            case MIME_VERSION -> Kind.DUPLICATE_MIME_VERSION;
            case FROM -> Kind.DUPLICATE_FROM;
            case SUBJECT -> Kind.DUPLICATE_SUBJECT;
            case DATE -> Kind.DUPLICATE_DATE;
            case MESSAGE_ID -> Kind.DUPLICATE_MESSAGE_ID;
            case SENDER, REPLY_TO, TO, CC -> Kind.DUPLICATE_ADDRESS_FIELD;
            default -> Kind.REPEATED_FIELD;
        };
    }

    private void readType(String value) {
        var reader = new ValueReader(value);
        String major = ContentType.lower(reader.word());
        boolean slash = reader.take('/');
        String minor = slash ? ContentType.lower(reader.word()) : "";
        boolean wellFormed = ContentType.isToken(major) && ContentType.isToken(minor);
        if (!reader.atEnd() && !reader.take(';')) {
            wellFormed = false;
            reader.junk();
        }
        var parameters = parameters(reader);
        boolean wellKnown =
                value.regionMatches(
                        true, 0, major + "/" + minor, 0, major.length() + 1 + minor.length());
        if (!wellFormed || !wellKnown) {
            findings.add(Kind.MALFORMED_TYPE, part, value);
        }
        if (ContentType.isToken(major) && ContentType.isToken(minor)) {
            type = new ContentType(major, minor, parameters, true);
        } else if (major.equals("multipart")) {
            type = new ContentType(major, "mixed", parameters, true);
        } else {
            type = new ContentType(fallback.type(), fallback.subtype(), parameters, true);
        }
        if (reader.sawComment() && (type.isMultipart() || type.isMail())) {
            findings.add(Kind.COMMENT_IN_TYPE, part, value);
        }
        if (type.isMultipart()) {
            readBoundary();
        }
        reportType();
    }

    private void reportType() {
        if (type.is("message/partial")) {
            findings.add(Kind.PARTIAL_MESSAGE, part, "");
        } else if (type.is("message/external-body")) {
            findings.add(Kind.EXTERNAL_BODY, part, "");
        }
    }

    private Parameters parameters(ValueReader reader) {
        var all = reader.parameters(limits.parameters());
        if (all.isEmpty()) {
            return Parameters.NONE;
        }
        if (all.size() > limits.parameters()) {
            findings.limit("parameters", limits.parameters(), part, 0);
        }
        return new Parameters(all);
    }

    private void readBoundary() {
        var values = new LinkedHashSet<String>();
        for (Parameter parameter : type.parameters().all()) {
            if (parameter.name().equals("boundary")) {
                if (parameter.section() < 0 && !parameter.extended()) {
                    values.add(parameter.value());
                    checkBoundary(parameter);
                } else {
                    doubt(Kind.SPLIT_BOUNDARY, parameter.value());
                }
            }
        }
        if (values.size() > 1) {
            doubt(Kind.TWO_BOUNDARIES, String.join(" and ", values));
        }
        if (doubtful) {
            values.addAll(type.parameters().readings("boundary"));
        }
        if (values.isEmpty()) {
            findings.add(Kind.NO_BOUNDARY, part, "");
        } else if (values.getFirst().isEmpty()) {
            findings.add(Kind.EMPTY_BOUNDARY, part, "");
        }
        boundaries =
                values.stream()
                        .map(Declarations::trimmed)
                        .filter(it -> !it.isEmpty())
                        .distinct()
                        .limit(MAX_READINGS)
                        .map(it -> it.getBytes(StandardCharsets.ISO_8859_1))
                        .toList();
        boundaries.forEach(this::checkLength);
    }

    private void checkLength(byte[] boundary) {
        if (boundary.length > limits.boundaryOctets()) {
            findings.limit("boundaryOctets", limits.boundaryOctets(), part, 0);
        } else if (boundary.length > RFC_BOUNDARY) {
            findings.add(Kind.LONG_BOUNDARY, part, boundary.length + " octets");
        }
    }

    private void doubt(Kind kind, String detail) {
        doubtful = true;
        findings.add(kind, part, detail);
    }

    private void checkBoundary(Parameter parameter) {
        String value = parameter.value();
        boolean odd = parameter.odd() || !value.equals(trimmed(value));
        boolean spaced = false;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            spaced |= c == ' ';
            odd |=
                    c < ' '
                            || c == ' ' && !parameter.quoted()
                            || c >= 0x7f
                            || c == ','
                            || c == ';'
                            || c == '"'
                            || c == '\\';
        }
        odd |= value.indexOf('(') >= 0 && !parameter.quoted();
        if (odd) {
            doubt(Kind.ODD_BOUNDARY, parameter.upToSemicolon());
        } else if (spaced) {
            findings.add(Kind.SPACE_IN_BOUNDARY, part, value);
        }
        if (value.startsWith("=?") && value.endsWith("?=")) {
            doubt(Kind.ENCODED_BOUNDARY, value);
        }
    }

    /// A boundary does not end with white space (RFC 2046 §5.1.1).
    private static String trimmed(String boundary) {
        int end = boundary.length();
        while (end > 0 && (boundary.charAt(end - 1) == ' ' || boundary.charAt(end - 1) == '\t')) {
            end--;
        }
        return boundary.substring(0, end);
    }

    private TransferEncoding readEncoding(String value) {
        TransferEncoding plain = TransferEncoding.named(value);
        if (plain == TransferEncoding.UUENCODE) {
            findings.add(Kind.UUENCODED, part, value);
        }
        if (plain != TransferEncoding.UNKNOWN) {
            return plain;
        }
        var reader = new ValueReader(value);
        String word = reader.word();
        boolean odd = !reader.atEnd() || reader.sawComment();
        String bare =
                word.length() > 2 && word.startsWith("\"") && word.endsWith("\"")
                        ? word.substring(1, word.length() - 1)
                        : word;
        TransferEncoding encoding = TransferEncoding.named(bare);
        boolean encodedWord = value.contains("=?");
        if (encoding != TransferEncoding.UNKNOWN || encodedWord) {
            findings.add(Kind.ODD_ENCODING, part, value);
        } else {
            findings.add(odd ? Kind.ODD_ENCODING : Kind.UNKNOWN_ENCODING, part, value);
        }
        return encoding;
    }

    private void readDisposition(String value) {
        var reader = new ValueReader(value);
        disposition = ContentType.lower(reader.word());
        if (!reader.atEnd()) {
            reader.take(';');
            dispositionParameters = parameters(reader);
        }
    }

    /// Reports file names whose readings end differently, since the ending decides what a double click does.
    void checkFileNames(Part read) {
        if (type.parameters().all().isEmpty() && dispositionParameters.all().isEmpty()) {
            return;
        }
        var endings = new ArrayList<String>();
        for (String name : read.fileNames(false)) {
            if (name.startsWith("=?") && name.endsWith("?=")) {
                continue; // the same name before decoding
            }
            String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
            if (!endings.contains(ending)) {
                endings.add(ending);
            }
        }
        if (endings.size() > 1) {
            findings.add(Kind.FILE_NAMES_DIFFER, part, String.join(" and ", endings));
        }
    }
}
