package org.postern.mail.dsn;

/// What a sender can do, by enhanced status code (RFC 3463).
final class Advice {
    private static final String WRONG_ADDRESS =
            "Check the address letter by letter. If it is right, ask the person in another way which address to use.";
    private static final String WRONG_DOMAIN =
            "Check the part of the address behind the @. If it is right, ask the person in another way which address"
                    + " to use.";
    private static final String MAILBOX_CLOSED =
            "The mailbox takes no mail at present. Reach the person in another way.";
    private static final String MAILBOX_FULL =
            "The mailbox is full. Tell the person in another way, or try again later.";
    private static final String TOO_LARGE =
            "The message is too large for the other side. Send less at a time, or say where the files can be fetched.";
    private static final String LATER =
            "Try again later. If it keeps failing, ask the people who look after mail on the other side.";
    private static final String ASK_OURS =
            "Send this whole notice to the people who look after your mail.";
    private static final String LETTERS =
            "The other side cannot take an address with such letters. Ask the person for another address.";
    private static final String OTHER_FORM =
            "The other side cannot take the message in this form. Send it as plain text, or without the attachments.";
    private static final String RULES =
            "The rules of the other side keep the message out. Reach the person in another way, or send this whole"
                    + " notice to the people who look after your mail.";

    private Advice() {}

    /// A few sentences for a code such as `5.1.1`.
    static String on(String status) {
        String subject = status.substring(2, status.indexOf('.', 2));
        String detail = status.substring(status.lastIndexOf('.') + 1);
        return switch (subject) {
            case "1" -> address(detail);
            case "2" -> mailbox(detail);
            case "3" -> detail.equals("4") ? TOO_LARGE : LATER;
            case "4" -> LATER;
            case "6" -> content(detail);
            case "7" -> RULES;
            default -> ASK_OURS;
        };
    }

    private static String address(String detail) {
        return switch (detail) {
            case "2", "10" -> WRONG_DOMAIN;
            case "7", "8", "9" -> ASK_OURS;
            default -> WRONG_ADDRESS;
        };
    }

    private static String mailbox(String detail) {
        return switch (detail) {
            case "1" -> MAILBOX_CLOSED;
            case "2" -> MAILBOX_FULL;
            case "3" -> TOO_LARGE;
            default -> LATER;
        };
    }

    private static String content(String detail) {
        return switch (detail) {
            case "7", "8", "9", "10" -> LETTERS;
            default -> OTHER_FORM;
        };
    }
}
