package org.postern.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A section of a page for people, whose blocks are done as they stand, but for places and ports.
///
/// @param blocks what stands between lines of three back quotes, in order
record Page(List<String> blocks) {
    private static final Pattern BLOCK =
            Pattern.compile("^```\\w*\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

    /// A section of the page for administrators.
    static Page section(String heading) throws IOException {
        return section("docs/operations.md", heading);
    }

    static Page section(String file, String heading) throws IOException {
        String page = Files.readString(Checkout.HOME.resolve(file));
        int start = page.indexOf("\n" + heading + "\n");
        if (start < 0) {
            throw new IOException("no section " + heading);
        }
        // Up to the next heading that is not below this one.
        var next = Pattern.compile("^#{1," + heading.indexOf(' ') + "} ", Pattern.MULTILINE);
        int end =
                next.matcher(page)
                        .results()
                        .mapToInt(MatchResult::start)
                        .filter(it -> it > start + 1)
                        .findFirst()
                        .orElse(page.length());
        return new Page(
                BLOCK.matcher(page.substring(start, end))
                        .results()
                        .map(it -> it.group(1))
                        .toList());
    }

    /// The only block that has a text in it, with other texts in the place of some.
    String block(String with, Map<String, String> instead) throws IOException {
        List<String> found = blocks.stream().filter(it -> it.contains(with)).toList();
        if (found.size() != 1) {
            throw new IOException(found.size() + " blocks with " + with);
        }
        return replaced(found.getFirst(), instead);
    }

    /// A text with others in the place of some, all in one pass: what was put in is not replaced again.
    static String replaced(String text, Map<String, String> instead) {
        if (instead.isEmpty()) {
            return text;
        }
        String any = instead.keySet().stream().map(Pattern::quote).collect(Collectors.joining("|"));
        return Pattern.compile(any)
                .matcher(text)
                .replaceAll(it ->
                        Matcher.quoteReplacement(Objects.requireNonNull(instead.get(it.group()))));
    }

    /// Types such a block into a shell, in a folder.
    static void type(String block, Path folder) throws IOException {
        RunningGateway.run("sh", "-e", "-c", "cd '" + folder + "'\n" + block);
    }
}
