package org.postern.mail.smtp;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads the parameters of MAIL and RCPT (RFC 5321 §4.1.1.11). A parameter that nobody knows is refused, never ignored:
/// the client would believe that it was obeyed.
final class ParameterReader {
    private static final Set<String> MAIL =
            Set.of("SIZE", "BODY", "SMTPUTF8", "RET", "ENVID", "AUTH");
    private static final Set<String> RCPT = Set.of("NOTIFY", "ORCPT");

    private ParameterReader() {}

    sealed interface Result<T> {
        record Read<T>(T parameters) implements Result<T> {}

        record Refused<T>(Reply reply) implements Result<T> {}
    }

    /// @param from index behind the path: the end of the text, or a blank
    /// @param passedOn whether an ENVID that cannot be read is left out
    static Result<MailParameters> mail(String text, int from, boolean passedOn) {
        if (from == text.length()) {
            return new Result.Read<>(MailParameters.NONE);
        }
        var all = new LinkedHashMap<String, String>();
        Optional<Reply> refusal = split(text, from, Replies.BAD_MAIL, MAIL, all);
        if (refusal.isPresent()) {
            return new Result.Refused<>(refusal.get());
        }
        String kind = all.getOrDefault("BODY", "7BIT").toUpperCase(Locale.ROOT);
        if (kind.equals("BINARYMIME")) {
            return new Result.Refused<>(Replies.NO_BINARY);
        }
        long size = number(all.getOrDefault("SIZE", "0"));
        Optional<MailParameters.Body> body = body(kind);
        Optional<Ret> ret = constant(Ret.class, all.getOrDefault("RET", ""));
        String envid = envid(all.getOrDefault("ENVID", ""));
        boolean sound =
                size >= 0
                        && body.isPresent()
                        && ret.isPresent() == all.containsKey("RET")
                        && (passedOn || envid.isEmpty() != all.containsKey("ENVID"))
                        && isSubmitter(all.getOrDefault("AUTH", "<>"))
                        && all.getOrDefault("SMTPUTF8", "").isEmpty();
        return sound
                ? new Result.Read<>(
                        new MailParameters(
                                size,
                                body.get(),
                                all.containsKey("SMTPUTF8"),
                                ret,
                                envid,
                                all.containsKey("AUTH")))
                : new Result.Refused<>(Replies.BAD_PARAMETER);
    }

    /// @param from index behind the path: the end of the text, or a blank
    /// @param passedOn whether an ORCPT that cannot be read is left out
    static Result<RcptParameters> rcpt(String text, int from, boolean passedOn) {
        if (from == text.length()) {
            return new Result.Read<>(RcptParameters.NONE);
        }
        var all = new LinkedHashMap<String, String>();
        Optional<Reply> refusal = split(text, from, Replies.BAD_RCPT, RCPT, all);
        if (refusal.isPresent()) {
            return new Result.Refused<>(refusal.get());
        }
        Set<Notify> notifyOn =
                all.containsKey("NOTIFY") ? notifyOn(all.getOrDefault("NOTIFY", "")) : Set.of();
        Optional<OriginalRecipient> orcpt = OriginalRecipient.parse(all.getOrDefault("ORCPT", ""));
        boolean sound =
                notifyOn.isEmpty() != all.containsKey("NOTIFY")
                        && (passedOn || orcpt.isPresent() == all.containsKey("ORCPT"));
        return sound
                ? new Result.Read<>(new RcptParameters(notifyOn, orcpt))
                : new Result.Refused<>(Replies.BAD_PARAMETER);
    }

    /// Splits what stands behind a path.
    ///
    /// @param into keywords in upper case, each with what stands behind its `=`
    /// @return the refusal, or nothing
    private static Optional<Reply> split(
            String text, int from, Reply bad, Set<String> known, Map<String, String> into) {
        if (text.charAt(from) != ' ') {
            return Optional.of(bad);
        }
        for (String parameter : text.substring(from + 1).split(" ", -1)) {
            if (parameter.isEmpty()) {
                continue;
            }
            int equals = parameter.indexOf('=');
            String keyword =
                    (equals < 0 ? parameter : parameter.substring(0, equals))
                            .toUpperCase(Locale.ROOT);
            if (!known.contains(keyword)) {
                return Optional.of(Replies.UNKNOWN_PARAMETER);
            }
            // Some letters past ASCII have ASCII capitals.
            if (!keyword.equals("ORCPT") && !parameter.chars().allMatch(c -> c < 0x80)) {
                return Optional.of(Replies.BAD_PARAMETER);
            }
            if (into.put(keyword, equals < 0 ? "" : parameter.substring(equals + 1)) != null) {
                return Optional.of(Replies.BAD_PARAMETER);
            }
        }
        return Optional.empty();
    }

    /// The name that the value gives to a message; empty where it is none.
    private static String envid(String value) {
        String name =
                value.length() > MailParameters.MAX_ENVID ? "" : Xtext.decode(value).orElse("");
        return MailParameters.isEnvid(name) ? name : "";
    }

    /// Whether a value can name who handed a message in, or nobody by `<>` (RFC 4954 §5).
    private static boolean isSubmitter(String value) {
        return !value.isEmpty() && value.length() <= 500 && Xtext.decode(value).isPresent();
    }

    private static Optional<MailParameters.Body> body(String value) {
        return switch (value) {
            case "7BIT" -> Optional.of(MailParameters.Body.SEVEN_BIT);
            case "8BITMIME" -> Optional.of(MailParameters.Body.EIGHT_BIT_MIME);
            default -> Optional.empty();
        };
    }

    /// Empty where the list is none, or says never beside something else (RFC 3461 §4.1).
    private static Set<Notify> notifyOn(String list) {
        var all = EnumSet.noneOf(Notify.class);
        for (String word : list.split(",", -1)) {
            Optional<Notify> known = constant(Notify.class, word);
            if (known.isEmpty() || !all.add(known.get())) {
                return Set.of();
            }
        }
        return all.contains(Notify.NEVER) && all.size() > 1 ? Set.of() : all;
    }

    private static <E extends Enum<E>> Optional<E> constant(Class<E> type, String word) {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equalsIgnoreCase(word)) {
                return Optional.of(constant);
            }
        }
        return Optional.empty();
    }

    /// The number of one to twenty digits (RFC 1870 §4), or -1. Twenty digits do not fit in a long; what does not fit is
    /// larger than any limit.
    static long number(String text) {
        if (text.isEmpty() || text.length() > 20) {
            return -1;
        }
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value > (Long.MAX_VALUE - digit) / 10 ? Long.MAX_VALUE : value * 10 + digit;
        }
        return value;
    }
}
