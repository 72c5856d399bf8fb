package org.postern.blocklist.feed;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.postern.settings.Authorities;

/// Brings lists from where they are: files, and web servers. No redirection is followed, so that a list comes from where the
/// settings say and from nowhere else.
final class Places implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(15);
    private static final int MOST_OF_A_SUM = 4096;

    private final HttpClient client;
    private final Duration patience;

    Places(Authorities authorities, Duration patience)
            throws GeneralSecurityException, IOException {
        this.patience = patience;
        var builder =
                HttpClient.newBuilder()
                        .connectTimeout(CONNECT)
                        .followRedirects(HttpClient.Redirect.NEVER);
        if (authorities.file().isPresent()) {
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(null, authorities.managers(), null);
            builder.sslContext(tls);
        }
        client = builder.build();
    }

    /// Writes a list into a draft, unless its place still has what is known.
    ///
    /// @throws FeedTrouble nothing came, or not what was wanted
    Fetched fetch(FeedSource source, CopyMarks known, DraftFile draft, Instant now)
            throws IOException, InterruptedException {
        return source.isFile()
                ? fromFile(source, known, draft, now)
                : fromServer(source, known, draft, now);
    }

    private static Fetched fromFile(
            FeedSource source, CopyMarks known, DraftFile draft, Instant now) throws IOException {
        Path file = Path.of(source.place());
        String tag;
        try (InputStream in = Files.newInputStream(file)) {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            tag =
                    attributes.size()
                            + " "
                            + attributes.lastModifiedTime()
                            + " "
                            + attributes.fileKey();
            if (tag.equals(known.tag())) {
                return Fetched.Same.SAME;
            }
            copy(in, draft);
        } catch (NoSuchFileException _) {
            throw FeedTrouble.unreachable(file + " is not there");
        } catch (FeedTrouble e) {
            throw e;
        } catch (IOException e) {
            throw FeedTrouble.unreachable("cannot read " + file + ": " + e.getMessage());
        }
        return new Fetched.Copy(
                new CopyMarks(source.place().toString(), tag, "", draft.sum(), now), true);
    }

    private Fetched fromServer(FeedSource source, CopyMarks known, DraftFile draft, Instant now)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = request(source.place());
        if (!known.tag().isEmpty()) {
            request.header("If-None-Match", known.tag());
        }
        if (!known.modified().isEmpty()) {
            request.header("If-Modified-Since", known.modified());
        }
        long end = System.nanoTime() + patience.toNanos();
        HttpResponse<InputStream> answer = within(end, request.build());
        try (InputStream body = answer.body()) {
            if (answer.statusCode() == 304) {
                return Fetched.Same.SAME;
            }
            check(answer);
            OptionalLong promised = answer.headers().firstValueAsLong("Content-Length");
            receive(body, draft, end);
            return new Fetched.Copy(
                    new CopyMarks(
                            source.place().toString(),
                            oneLine(answer, "ETag"),
                            oneLine(answer, "Last-Modified"),
                            draft.sum(),
                            now),
                    promised.isPresent());
        }
    }

    private static void check(HttpResponse<InputStream> answer) throws FeedTrouble {
        int status = answer.statusCode();
        if (status >= 300 && status < 400) {
            throw FeedTrouble.refused(
                    "it has moved to " + oneLine(answer, "Location") + ", which is not followed");
        }
        if (status != 200) {
            throw FeedTrouble.unreachable("the server answers " + status);
        }
        if (oneLine(answer, "Content-Type").toLowerCase(Locale.ROOT).startsWith("text/html")) {
            throw FeedTrouble.refused("it is a page of HTML");
        }
    }

    private static String oneLine(HttpResponse<?> answer, String header) {
        return Draft.plain(answer.headers().firstValue(header).orElse(""));
    }

    /// A server that sends slowly for ever is left when the time is over: whoever reads is then told that the stream is closed.
    private static void receive(InputStream body, DraftFile draft, long end) throws IOException {
        var late =
                CompletableFuture.runAsync(
                        () -> closeQuietly(body),
                        CompletableFuture.delayedExecutor(
                                Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS));
        try {
            copy(body, draft);
        } catch (FeedTrouble e) {
            throw e;
        } catch (IOException e) {
            throw FeedTrouble.refused(
                    System.nanoTime() - end >= 0
                            ? "it took too long to come"
                            : "it broke off after " + draft.length() + " octets");
        } finally {
            late.cancel(false);
        }
    }

    private static void copy(InputStream from, DraftFile draft) throws IOException {
        byte[] octets = new byte[1 << 16];
        for (int count = from.read(octets); count >= 0; count = from.read(octets)) {
            draft.write(ByteBuffer.wrap(octets, 0, count));
        }
    }

    private static void closeQuietly(InputStream body) {
        try {
            body.close();
        } catch (IOException _) {
            // Whoever reads it hears of that.
        }
    }

    /// The SHA-256 that a list shall have: in the settings, or the first word behind an address.
    String checksum(String where) throws IOException, InterruptedException {
        if (where.matches("[0-9a-fA-F]{64}")) {
            return where.toLowerCase(Locale.ROOT);
        }
        byte[] octets;
        URI place = URI.create(where);
        try (InputStream in =
                "file".equals(place.getScheme())
                        ? Files.newInputStream(Path.of(place))
                        : sumBody(place)) {
            octets = in.readNBytes(MOST_OF_A_SUM);
        } catch (FeedTrouble e) {
            throw e;
        } catch (IOException e) {
            throw FeedTrouble.unreachable("its checksum does not come: " + e.getMessage());
        }
        String text = new String(octets, StandardCharsets.ISO_8859_1).strip();
        String word = text.split("\\s", 2)[0].toLowerCase(Locale.ROOT);
        if (!word.matches("[0-9a-f]{64}")) {
            throw FeedTrouble.refused("its checksum is none");
        }
        return word;
    }

    private InputStream sumBody(URI place) throws IOException, InterruptedException {
        HttpResponse<InputStream> answer =
                within(System.nanoTime() + patience.toNanos(), request(place).build());
        if (answer.statusCode() != 200) {
            answer.body().close();
            throw FeedTrouble.unreachable(
                    "the server answers " + answer.statusCode() + " when asked for the checksum");
        }
        return answer.body();
    }

    private HttpRequest.Builder request(URI place) {
        return HttpRequest.newBuilder(place)
                .timeout(patience)
                .header("User-Agent", "Postern")
                .header("Accept", "text/plain, application/json, */*;q=0.5");
    }

    private HttpResponse<InputStream> within(long end, HttpRequest request)
            throws IOException, InterruptedException {
        var coming = client.sendAsync(request, BodyHandlers.ofInputStream());
        try {
            return coming.get(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw FeedTrouble.unreachable(
                    "the server does not answer: "
                            + (cause.getMessage() == null
                                    ? cause.getClass().getSimpleName()
                                    : cause.getMessage()));
        } catch (TimeoutException _) {
            throw FeedTrouble.unreachable("the server does not answer in time");
        } finally {
            coming.cancel(true);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
