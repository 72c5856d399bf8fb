package org.postern.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// A file of lines that somebody names on the command line. Octets that are no UTF-8 become U+FFFD, so that one of them in a
/// remark does not spoil the file.
final class LineFile {
    /// Octets of a piece, about; far below what one request may have.
    private static final int PIECE = 200_000;

    private LineFile() {}

    /// Brings all lines to the running gateway, in pieces.
    ///
    /// @param file its name, or `-` for standard input
    /// @param request what takes a piece
    /// @return under which the gateway keeps them for the request that follows
    static String stage(String file, String request) throws IOException {
        String token = UUID.randomUUID().toString();
        try (BufferedReader in = open(file)) {
            var piece = new ArrayList<String>();
            int size = 0;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                piece.add(line);
                size += line.length() + 8;
                if (size > PIECE) {
                    bring(token, piece, request);
                    piece.clear();
                    size = 0;
                }
            }
            bring(token, piece, request);
        }
        return token;
    }

    private static void bring(String token, List<String> lines, String request) {
        Home.gateway().ask(request, Map.of("token", token, "entries", lines), _ -> {});
    }

    /// @throws Complaint it cannot be read
    private static BufferedReader open(String file) {
        if (file.equals("-")) {
            return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        }
        try {
            return new BufferedReader(
                    new InputStreamReader(
                            Files.newInputStream(Path.of(file)), StandardCharsets.UTF_8));
        } catch (NoSuchFileException | InvalidPathException _) {
            throw new Complaint(Exit.NO, "there is no file " + file);
        } catch (AccessDeniedException _) {
            throw new Complaint(
                    Exit.NO,
                    "no right to read "
                            + file
                            + ": verbs run as the gateway's user; try - and standard input");
        } catch (IOException e) {
            throw new Complaint(Exit.NO, file + " cannot be read: " + e.getMessage());
        }
    }
}
