package org.postern.mail.mime;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Names of fields that mail usually has, so that their names cost nothing and repetitions are seen.
enum KnownField {
    CONTENT_TYPE("Content-Type", true),
    CONTENT_TRANSFER_ENCODING("Content-Transfer-Encoding", true),
    CONTENT_DISPOSITION("Content-Disposition", true),
    MIME_VERSION("MIME-Version", true),
    CONTENT_ID("Content-ID", true),
    CONTENT_DESCRIPTION("Content-Description", false),
    CONTENT_LOCATION("Content-Location", false),
    CONTENT_LANGUAGE("Content-Language", false),
    CONTENT_CLASS("Content-Class", false),
    FROM("From", true),
    SENDER("Sender", true),
    REPLY_TO("Reply-To", true),
    TO("To", true),
    CC("Cc", true),
    BCC("Bcc", false),
    SUBJECT("Subject", true),
    DATE("Date", true),
    MESSAGE_ID("Message-ID", true),
    IN_REPLY_TO("In-Reply-To", false),
    REFERENCES("References", false),
    RECEIVED("Received", false),
    RETURN_PATH("Return-Path", false),
    DELIVERED_TO("Delivered-To", false),
    DKIM_SIGNATURE("DKIM-Signature", false),
    ARC_SEAL("ARC-Seal", false),
    ARC_MESSAGE_SIGNATURE("ARC-Message-Signature", false),
    ARC_AUTHENTICATION_RESULTS("ARC-Authentication-Results", false),
    AUTHENTICATION_RESULTS("Authentication-Results", false),
    RECEIVED_SPF("Received-SPF", false),
    LIST_ID("List-Id", false),
    LIST_UNSUBSCRIBE("List-Unsubscribe", false),
    LIST_UNSUBSCRIBE_POST("List-Unsubscribe-Post", false),
    LIST_POST("List-Post", false),
    LIST_HELP("List-Help", false),
    LIST_SUBSCRIBE("List-Subscribe", false),
    LIST_ARCHIVE("List-Archive", false),
    PRECEDENCE("Precedence", false),
    ERRORS_TO("Errors-To", false),
    IMPORTANCE("Importance", false),
    PRIORITY("Priority", false),
    ORGANIZATION("Organization", false),
    USER_AGENT("User-Agent", false),
    AUTO_SUBMITTED("Auto-Submitted", false),
    THREAD_TOPIC("Thread-Topic", false),
    THREAD_INDEX("Thread-Index", false),
    X_MAILER("X-Mailer", false),
    X_PRIORITY("X-Priority", false),
    X_ORIGINATING_IP("X-Originating-IP", false),
    X_SPAM_STATUS("X-Spam-Status", false),
    FEEDBACK_ID("Feedback-ID", false);

    private static final int SLOTS = 256;
    private static final @Nullable KnownField[] TABLE = table();

    private final String spelling;
    private final String lowerCase;
    private final boolean once;

    KnownField(String spelling, boolean once) {
        this.spelling = spelling;
        this.lowerCase = spelling.toLowerCase(Locale.ROOT);
        this.once = once;
    }

    String spelling() {
        return spelling;
    }

    /// Whether a header has it at most once.
    boolean once() {
        return once;
    }

    /// Whether it says what a part is and how it is encoded.
    boolean shapesPart() {
        return this == CONTENT_TYPE
                || this == CONTENT_TRANSFER_ENCODING
                || this == CONTENT_DISPOSITION
                || this == MIME_VERSION;
    }

    boolean listsAddresses() {
        return this == FROM
                || this == SENDER
                || this == REPLY_TO
                || this == TO
                || this == CC
                || this == BCC;
    }

    /// The field whose name stands in these octets.
    static @Nullable KnownField at(Octets octets, int from, int to) {
        int hash = to - from;
        for (int i = from; i < to; i++) {
            hash = hash * 31 + Octets.lower(octets.at(i));
        }
        int slot = slot(hash);
        for (KnownField field = TABLE[slot]; field != null; field = TABLE[slot]) {
            if (field.lowerCase.length() == to - from && octets.startsWith(from, field.lowerCase)) {
                return field;
            }
            slot = (slot + 1) % SLOTS;
        }
        return null;
    }

    private static int slot(int hash) {
        return (hash ^ (hash >>> 11) ^ (hash >>> 22)) & (SLOTS - 1);
    }

    private static @Nullable KnownField[] table() {
        var table = new @Nullable KnownField[SLOTS];
        for (KnownField field : values()) {
            int hash = field.lowerCase.length();
            for (int i = 0; i < field.lowerCase.length(); i++) {
                hash = hash * 31 + field.lowerCase.charAt(i);
            }
            int slot = slot(hash);
            while (table[slot] != null) {
                slot = (slot + 1) % SLOTS;
            }
            table[slot] = field;
        }
        return table;
    }
}
