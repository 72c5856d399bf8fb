package org.postern.receive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Any content of somebody who logged in. What is taken says who wrote it in one field that every reader sees, and names
/// nobody else there.
class AuthorsFuzz {
    private static final Login ANN = new Login("ann", Set.of("ann@own.example"));
    private static final Pattern FROM =
            Pattern.compile("(?im)^from[ \t]*:((?:[^\r\n]|\r\n[ \t])*)");

    @FuzzTest(maxDuration = "10m")
    void c4_whoIsTheAuthorIsSaidOnce(byte[] octets) {
        boolean taken = Authors.areOf(ANN, ByteBuffer.wrap(octets));
        String text = new String(octets, ISO_8859_1);
        if (!taken || text.replace("\r\n", "").matches("(?s).*[\r\n].*")) {
            return;
        }
        int end = text.startsWith("\r\n") ? 0 : text.indexOf("\r\n\r\n");
        Matcher from = FROM.matcher(end < 0 ? text : text.substring(0, end));
        assertThat(from.find()).isTrue();
        String field = from.group(1).toLowerCase(Locale.ROOT);
        assertThat(from.find()).isFalse();
        assertThat(field.replaceAll("[\r\n]", "")).containsPattern("own\\.example");
    }
}
