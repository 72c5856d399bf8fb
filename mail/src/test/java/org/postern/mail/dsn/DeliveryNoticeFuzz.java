package org.postern.mail.dsn;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.postern.mail.address.Address;
import org.postern.mail.address.AddressParser;
import org.postern.mail.address.Parsed;

/// Whatever strangers wrote, what comes out is a report that every reader takes apart alike.
final class DeliveryNoticeFuzz {
    private static final List<Action> ACTIONS = List.of(Action.values());
    private static final List<Reach> REACHES = List.of(Reach.values());

    /// The octets are texts with 0x1e between them: choices, envelope id, server, reply, enhanced code, type and address
    /// of ORCPT, recipient, sender, message.
    @FuzzTest(maxDuration = "10m")
    void g6_everyNoticeIsAReportWithoutAmbiguity(byte[] octets) {
        List<byte[]> texts = split(octets);
        int choices = texts.getFirst().length == 0 ? 0 : texts.getFirst()[0];
        var reason = new Reason.Said(text(texts, 2), text(texts, 3));
        Action action = ACTIONS.get((choices & 0x7) % ACTIONS.size());
        var status =
                new RecipientStatus(
                        address(texts, 7),
                        Notices.original(text(texts, 5), text(texts, 6)),
                        action,
                        text(texts, 4),
                        (choices & 0x8) != 0
                                ? new Reason.Expired(Duration.ofDays(5), reason)
                                : reason,
                        Optional.of(Notices.NOW),
                        Optional.of(Notices.NOW));
        ByteBuffer message = ByteBuffer.wrap(texts.size() > 9 ? texts.get(9) : new byte[0]);
        var report =
                Notices.about(
                        address(texts, 8).toString(),
                        REACHES.get((choices >> 4 & 0x3) % REACHES.size()),
                        text(texts, 1),
                        List.of(status, status),
                        (choices & 0x40) != 0
                                ? new Returned.Whole(message)
                                : new Returned.HeaderOnly(message));
        Notices.checkRules(DeliveryNotice.of(report), report);
    }

    private static Address address(List<byte[]> texts, int index) {
        return AddressParser.INTERNATIONAL.address(text(texts, index))
                        instanceof Parsed.Value<Address>(var value)
                ? value
                : Notices.address("someone@example.net");
    }

    /// UTF-8 where it is, else a character for each octet.
    private static String text(List<byte[]> texts, int index) {
        if (index >= texts.size()) {
            return "";
        }
        String text = new String(texts.get(index), StandardCharsets.UTF_8);
        return text.indexOf('\ufffd') < 0
                ? text
                : new String(texts.get(index), StandardCharsets.ISO_8859_1);
    }

    private static List<byte[]> split(byte[] octets) {
        var texts = new ArrayList<byte[]>();
        int from = 0;
        for (int i = 0; i <= octets.length && texts.size() < 9; i++) {
            if (i == octets.length || octets[i] == 0x1e) {
                texts.add(Arrays.copyOfRange(octets, from, i));
                from = i + 1;
            }
        }
        if (from < octets.length) {
            texts.add(Arrays.copyOfRange(octets, from, octets.length));
        }
        return texts;
    }
}
