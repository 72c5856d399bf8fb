package org.postern.contents;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import javax.crypto.SecretKey;
import org.postern.store.Batch;

/// Contents as rows of PostgreSQL: one with the wrapped key, and one for each chunk of deflated, encrypted octets. At
/// most a chunk or two of an item are in memory beside what the caller has.
public final class ContentStore implements Contents {
    private static final int CHUNK = 256 * 1024;

    private final Stock stock;
    private final MasterKeys masterKeys;
    private final InstantSource clock;
    private final String insertItem;
    private final String insertChunk;

    public ContentStore(Stock stock, MasterKeys masterKeys, InstantSource clock) {
        this.stock = stock;
        this.masterKeys = masterKeys;
        this.clock = clock;
        insertItem =
                "insert into "
                        + stock.items()
                        + " (id, at, size, sha256, master_key, data_key) values (?, ?, ?, ?, ?, ?)";
        insertChunk =
                "insert into "
                        + stock.chunks()
                        + " (content, at, number, octets) values (?, ?, ?, ?)";
    }

    private record Row(
            ContentId id, String expiryClass, long size, ByteBuffer sha256, SecretKey dataKey) {}

    @Override
    public ContentId put(Batch batch, ByteBuffer octets) {
        ContentId id = masterKeys.newId(clock.instant());
        SecretKey dataKey = masterKeys.newDataKey();
        ByteBuffer whole = octets.duplicate();
        try {
            long size = whole.remaining();
            byte[] sha256 = Sha256.of(whole.duplicate());
            String masterKey = masterKeys.newest();
            byte[] wrapped = masterKeys.wrap(dataKey, id);
            batch.row(
                    insertItem,
                    wrapped.length,
                    it -> {
                        it.setObject(1, id.uuid());
                        setAt(it, 2, id);
                        it.setLong(3, size);
                        it.setBytes(4, sha256);
                        it.setString(5, masterKey);
                        it.setBytes(6, wrapped);
                    });
            if (whole.remaining() > CHUNK) {
                batch.stream(it -> writeChunks(it, id, whole.duplicate(), dataKey));
                return id;
            }
            try (var packing = new Packing(whole, new Sealing(dataKey, id), CHUNK)) {
                while (packing.hasNext()) {
                    int number = packing.number();
                    byte[] chunk = packing.next();
                    batch.row(insertChunk, chunk.length, it -> bind(it, id, number, chunk));
                }
            }
            return id;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK cannot encrypt", e);
        }
    }

    @Override
    public void read(Connection transaction, ContentId id, OutputStream to)
            throws SQLException, IOException {
        Row row = row(transaction, id);
        var sealing = new Sealing(row.dataKey(), id);
        MessageDigest digest = Sha256.digest();
        String sql =
                """
                select number, octets, number = max(number) over () as last
                  from %s
                 where expiry_class = ? and at = ? and content = ?
                 order by number\
                """
                        .formatted(stock.chunks());
        long written = 0;
        Inflater inflater = new Inflater();
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setFetchSize(2);
            statement.setString(1, row.expiryClass());
            setAt(statement, 2, id);
            statement.setObject(3, id.uuid());
            int expected = 0;
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    int number = rows.getInt(1);
                    if (number != expected) {
                        throw new Damaged(id, "chunk " + expected + " is missing");
                    }
                    byte[] plain = open(sealing, id, rows.getBytes(2), number, rows.getBoolean(3));
                    inflater.setInput(plain);
                    written += inflate(inflater, id, number, to, digest, row.size() - written);
                    expected++;
                }
            }
        } finally {
            inflater.end();
        }
        if (written != row.size() || !row.sha256().equals(ByteBuffer.wrap(digest.digest()))) {
            throw new Damaged(
                    id, "not the octets that were stored (" + written + " of " + row.size() + ")");
        }
    }

    @Override
    public long size(Connection transaction, ContentId id) throws SQLException, IOException {
        return row(transaction, id).size();
    }

    @Override
    public boolean delete(Connection transaction, ContentId id) throws SQLException {
        String key = "delete from " + stock.items() + " where at = ? and id = ?";
        String chunks = "delete from " + stock.chunks() + " where at = ? and content = ?";
        boolean was = false;
        for (String sql : new String[] {key, chunks}) {
            try (PreparedStatement statement = transaction.prepareStatement(sql)) {
                setAt(statement, 1, id);
                statement.setObject(2, id.uuid());
                was |= statement.executeUpdate() > 0;
            }
        }
        return was;
    }

    /// One chunk at a time is in memory.
    private void writeChunks(
            Connection transaction, ContentId id, ByteBuffer octets, SecretKey dataKey)
            throws SQLException {
        try (PreparedStatement statement = transaction.prepareStatement(insertChunk);
                var packing = new Packing(octets, new Sealing(dataKey, id), CHUNK)) {
            while (packing.hasNext()) {
                int number = packing.number();
                bind(statement, id, number, packing.next());
                statement.executeUpdate();
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK cannot encrypt", e);
        }
    }

    private static void bind(PreparedStatement statement, ContentId id, int number, byte[] chunk)
            throws SQLException {
        statement.setObject(1, id.uuid());
        setAt(statement, 2, id);
        statement.setInt(3, number);
        statement.setBytes(4, chunk);
    }

    private Row row(Connection transaction, ContentId id) throws SQLException, IOException {
        String sql =
                """
                select expiry_class, size, sha256, master_key, data_key
                  from %s
                 where at = ? and id = ?\
                """
                        .formatted(stock.items());
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            setAt(statement, 1, id);
            statement.setObject(2, id.uuid());
            try (ResultSet rows = statement.executeQuery()) {
                if (!rows.next()) {
                    throw new Damaged(id, "not there");
                }
                SecretKey key = masterKeys.unwrap(rows.getString(4), rows.getBytes(5), id);
                return new Row(
                        id,
                        rows.getString(1),
                        rows.getLong(2),
                        ByteBuffer.wrap(rows.getBytes(3)),
                        key);
            }
        } catch (GeneralSecurityException e) {
            throw new Damaged(id, "its key cannot be unwrapped: " + e.getMessage());
        }
    }

    private static byte[] open(
            Sealing sealing, ContentId id, byte[] sealed, int number, boolean last) throws Damaged {
        try {
            return sealing.open(sealed, number, last);
        } catch (GeneralSecurityException _) {
            throw new Damaged(id, "chunk " + number + " is not as it was stored");
        }
    }

    private static long inflate(
            Inflater inflater,
            ContentId id,
            int number,
            OutputStream to,
            MessageDigest digest,
            long room)
            throws IOException {
        byte[] buffer = new byte[64 * 1024];
        long written = 0;
        try {
            for (int length = inflater.inflate(buffer);
                    length > 0;
                    length = inflater.inflate(buffer)) {
                written += length;
                if (written > room) {
                    throw new Damaged(id, "chunk " + number + " holds more than was stored");
                }
                digest.update(buffer, 0, length);
                to.write(buffer, 0, length);
            }
            return written;
        } catch (DataFormatException _) {
            throw new Damaged(id, "chunk " + number + " cannot be inflated");
        }
    }

    private static void setAt(PreparedStatement statement, int index, ContentId id)
            throws SQLException {
        statement.setObject(index, id.instant().atOffset(ZoneOffset.UTC));
    }
}
