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

/// A file of lines that somebody names on the command line. Octets that are no UTF-8 become U+FFFD, so that one of them in a
/// remark does not spoil the file.
final class LineFile {
    private LineFile() {}

    /// @param file its name, or `-` for standard input
    /// @throws Complaint it cannot be read
    static BufferedReader open(String file) {
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
