package org.postern.blocklist.feed;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// A web server on this machine that gives what the test wants.
final class ListServer implements AutoCloseable {
    private final HttpServer server;
    private final Map<String, Page> pages = new ConcurrentHashMap<>();
    private final List<String> conditions = new CopyOnWriteArrayList<>();

    /// @param promised how many octets the server says there are; 0 where it does not say
    record Page(int status, String type, String tag, String text, long promised) {
        byte[] octets() {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }

    ListServer() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    String place(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    void put(String path, String text) {
        String tag = "\"" + Integer.toHexString(text.hashCode()) + "\"";
        put(path, new Page(200, "text/plain", tag, text, text.length()));
    }

    void put(String path, Page page) {
        pages.put(path, page);
    }

    /// What was asked with If-None-Match, in order; empty where it was asked without.
    List<String> conditions() {
        return conditions;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Page page = pages.get(exchange.getRequestURI().getPath());
            String condition = exchange.getRequestHeaders().getFirst("If-None-Match");
            conditions.add(condition == null ? "" : condition);
            if (page == null) {
                exchange.sendResponseHeaders(404, -1);
            } else if (page.tag.equals(condition)) {
                exchange.sendResponseHeaders(304, -1);
            } else {
                exchange.getResponseHeaders().add("Content-Type", page.type);
                exchange.getResponseHeaders().add("ETag", page.tag);
                exchange.getResponseHeaders().add("Location", "http://127.0.0.1:1/");
                exchange.sendResponseHeaders(
                        page.status, page.text.length() == 0 ? -1 : page.promised);
                exchange.getResponseBody().write(page.octets());
                // Else octets that were promised more of would not leave at all.
                exchange.getResponseBody().flush();
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
