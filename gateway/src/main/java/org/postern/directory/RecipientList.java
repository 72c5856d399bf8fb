package org.postern.directory;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.postern.mail.address.Address;

/// The recipients and aliases of a domain. Upper and lower case are the same. Thread-safe.
///
/// Eight octets a recipient: the names themselves are not kept, only 64 bits of a digest, so that a million takes no more
/// than eight megabytes. That two of a million names meet has a chance of 1 in 40 million, and all it does is to accept one
/// address that the next hop refuses later.
public final class RecipientList {
    static final RecipientList EMPTY = new Builder().build();

    private final long[] users;
    private final Map<String, List<Address>> aliases;

    /// A list of these and no others.
    public static RecipientList of(Collection<Recipient> entries) {
        var builder = new Builder();
        entries.forEach(builder::add);
        return builder.build();
    }

    private RecipientList(long[] users, Map<String, List<Address>> aliases) {
        this.users = users;
        this.aliases = aliases;
    }

    /// Whether a local part is listed, as a user.
    public boolean contains(String localPart) {
        return Arrays.binarySearch(users, digest(localPart)) >= 0;
    }

    /// What a local part stands for; nothing where it is no alias.
    public List<Address> targets(String localPart) {
        return aliases.getOrDefault(localPart.toLowerCase(Locale.ROOT), List.of());
    }

    /// Collects entries in any order.
    static final class Builder {
        private final Map<String, List<Address>> aliases = new HashMap<>();
        private long[] users = new long[16];
        private int size;

        void add(Recipient entry) {
            if (entry.targets().isEmpty()) {
                user(entry.localPart());
            } else {
                aliases.put(entry.localPart(), entry.targets());
            }
        }

        private void user(String localPart) {
            if (size == users.length) {
                users = Arrays.copyOf(users, 2 * size);
            }
            users[size++] = digest(localPart);
        }

        RecipientList build() {
            long[] all = Arrays.copyOf(users, size);
            Arrays.sort(all);
            return new RecipientList(all, Map.copyOf(aliases));
        }
    }

    private static long digest(String localPart) {
        try {
            byte[] name = localPart.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(name);
            return ByteBuffer.wrap(digest).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JDK has no SHA-256", e);
        }
    }
}
