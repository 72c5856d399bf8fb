package org.postern.directory;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Consumer;
import org.postern.mail.address.Address;
import org.postern.mail.address.AddressParser;
import org.postern.mail.address.Domain;
import org.postern.mail.address.Parsed;

/// Lists of recipients in the database, in revisions. The caller owns the transaction, which also publishes the site
/// version that names the new revision; only then is a change in force.
public final class RecipientStore {
    private static final int BATCH = 1000;
    private static final int ENDED_AT_ONCE = 10_000;

    private RecipientStore() {}

    /// One revision of a domain's list. For every role but `JOBS`.
    public static RecipientList load(Connection connection, Domain.Name domain, long revision)
            throws SQLException {
        if (revision == 0) {
            return RecipientList.EMPTY;
        }
        var builder = new RecipientList.Builder();
        boolean automatic = connection.getAutoCommit();
        // Only inside a transaction does the driver read a long list piece by piece.
        connection.setAutoCommit(false);
        try {
            read(connection, domain, revision, builder::add);
            connection.commit();
        } finally {
            connection.setAutoCommit(automatic);
        }
        return builder.build();
    }

    /// Tells every entry of a revision, in the order of the names.
    public static void read(
            Connection connection, Domain.Name domain, long revision, Consumer<Recipient> told)
            throws SQLException {
        String sql =
                """
                select local_part, targets
                  from postern.recipient
                 where domain = ? and since <= ? and (until is null or until > ?)
                 order by local_part\
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setFetchSize(BATCH);
            statement.setString(1, domain.text());
            statement.setLong(2, revision);
            statement.setLong(3, revision);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    told.accept(
                            new Recipient(
                                    rows.getString(1),
                                    addresses((String[]) rows.getArray(2).getArray())));
                }
            }
        }
    }

    private static List<Address> addresses(String[] texts) {
        var all = new ArrayList<Address>(texts.length);
        for (String text : texts) {
            if (AddressParser.INTERNATIONAL.address(text)
                    instanceof Parsed.Value<Address>(Address address)) {
                all.add(address);
            }
        }
        return all;
    }

    /// Makes a revision out of an older one by adding entries, in the place of those of the same name. For the role
    /// `MANAGER`, which holds the lock of [SiteStore#lock].
    ///
    /// @param base the revision in force, which need not be the newest one after going back
    /// @return the number of the new one
    public static long put(
            Connection connection, Domain.Name domain, long base, Collection<Recipient> entries)
            throws SQLException {
        long revision = renewed(connection, domain, base);
        end(connection, domain, revision, entries.stream().map(Recipient::localPart).toList());
        insert(connection, domain, revision, entries);
        return revision;
    }

    /// Makes a revision that has these entries and no others. It costs what is another than in the newest one. For the role
    /// `MANAGER`, which holds the lock.
    ///
    /// @return the number of the new one, or of the newest where that has just these entries
    public static long replace(
            Connection connection, Domain.Name domain, Collection<Recipient> entries)
            throws SQLException {
        long revision = next(connection, domain);
        var missing = new LinkedHashMap<String, Recipient>();
        entries.forEach(it -> missing.putIfAbsent(it.localPart(), it));
        var ended = new ArrayList<String>();
        read(
                connection,
                domain,
                revision - 1,
                it -> {
                    if (!missing.remove(it.localPart(), it)) {
                        ended.add(it.localPart());
                    }
                });
        if (ended.isEmpty() && missing.isEmpty()) {
            return revision - 1;
        }
        for (int from = 0; from < ended.size(); from += ENDED_AT_ONCE) {
            int to = Math.min(ended.size(), from + ENDED_AT_ONCE);
            end(connection, domain, revision, ended.subList(from, to));
        }
        insert(connection, domain, revision, missing.values());
        return revision;
    }

    /// Makes a revision out of an older one by leaving names out. For the role `MANAGER`, which holds the lock.
    ///
    /// @return the number of the new one
    public static long remove(
            Connection connection, Domain.Name domain, long base, Collection<String> localParts)
            throws SQLException {
        long revision = renewed(connection, domain, base);
        end(connection, domain, revision, localParts);
        return revision;
    }

    private static long next(Connection connection, Domain.Name domain) throws SQLException {
        String sql =
                """
                select greatest(coalesce(max(since), 0), coalesce(max(until), 0),
                                (select revision from postern.recipient_floor f where f.domain = ?)) + 1
                  from postern.recipient
                 where domain = ?\
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, domain.text());
            statement.setString(2, domain.text());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /// Makes what the base has current again, where newer revisions than it were made; that takes a revision of its own.
    ///
    /// @return the number of the revision to be made
    private static long renewed(Connection connection, Domain.Name domain, long base)
            throws SQLException {
        long revision = next(connection, domain);
        int changed =
                update(
                        connection,
                        """
                        update postern.recipient
                           set until = ?
                         where domain = ? and until is null and since > ?\
                        """,
                        revision,
                        domain,
                        base);
        changed +=
                update(
                        connection,
                        """
                        insert into postern.recipient (since, domain, local_part, targets)
                        select ?, domain, local_part, targets
                          from postern.recipient
                         where domain = ? and since <= ? and until > ? and until < ?\
                        """,
                        revision,
                        domain,
                        base,
                        base,
                        revision);
        return changed == 0 ? revision : revision + 1;
    }

    private static void end(
            Connection connection, Domain.Name domain, long revision, Collection<String> localParts)
            throws SQLException {
        String sql =
                """
                update postern.recipient
                   set until = ?
                 where domain = ? and until is null and local_part = any (?)\
                """;
        Array names = connection.createArrayOf("text", localParts.toArray());
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, revision);
            statement.setString(2, domain.text());
            statement.setArray(3, names);
            statement.executeUpdate();
        } finally {
            names.free();
        }
    }

    private static int update(
            Connection connection, String sql, long revision, Domain.Name domain, long... more)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, revision);
            statement.setString(2, domain.text());
            for (int i = 0; i < more.length; i++) {
                statement.setLong(3 + i, more[i]);
            }
            return statement.executeUpdate();
        }
    }

    private static void insert(
            Connection connection, Domain.Name domain, long revision, Collection<Recipient> entries)
            throws SQLException {
        String sql =
                """
                insert into postern.recipient (domain, local_part, since, targets)
                values (?, ?, ?, ?)
                on conflict do nothing\
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int waiting = 0;
            for (Recipient entry : entries) {
                statement.setString(1, domain.text());
                statement.setString(2, entry.localPart());
                statement.setLong(3, revision);
                statement.setArray(
                        4,
                        connection.createArrayOf(
                                "text", entry.targets().stream().map(Address::toString).toArray()));
                statement.addBatch();
                if (++waiting % BATCH == 0) {
                    statement.executeBatch();
                }
            }
            statement.executeBatch();
        }
    }
}
