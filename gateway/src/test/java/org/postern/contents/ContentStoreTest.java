package org.postern.contents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.store.Batch;
import org.postern.store.DataDirectory;
import org.postern.store.Database;
import org.postern.store.DatabaseRole;
import org.postern.store.TestDatabase;

@Tag("slow")
@Timeout(120)
final class ContentStoreTest {
    @TempDir private Path directory;
    private final Database database = TestDatabase.shared();
    private DataDirectory data;
    private Contents contents;

    @BeforeEach
    void openStore() throws IOException {
        data = new DataDirectory(directory).create();
        contents = new ContentStore(Stock.STANDARD, MasterKeys.open(data), InstantSource.system());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4096, 256 * 1024, 3_000_001})
    void whatWasPutIsReadBack(int size) throws SQLException {
        for (byte[] octets : new byte[][] {noise(size), new byte[size]}) {
            ContentId id = put(octets);
            assertThat(read(id)).isEqualTo(octets);
            long stored =
                    database.transaction(
                            DatabaseRole.MANAGER, it -> unchecked(() -> contents.size(it, id)));
            assertThat(stored).isEqualTo(size);
        }
    }

    @Test
    void theCallersTransactionDecides() throws SQLException {
        try (Connection connection = database.connection(DatabaseRole.MAIL)) {
            connection.setAutoCommit(false);
            var batch = new Batch();
            ContentId id = contents.put(batch, ByteBuffer.wrap(noise(10)));
            batch.write(connection);
            connection.rollback();
            assertDamaged(id, "not there");
        }
    }

    @Test
    void aDeletedItemIsGone() throws SQLException {
        ContentId id = put(noise(1000));
        assertThat(delete(id)).isTrue();
        assertDamaged(id, "not there");
        assertThat(delete(id)).isFalse();
    }

    @Test
    void m5_theDatabaseAloneRevealsNothing() throws SQLException, IOException {
        byte[] canary = "canary in a coal mine ".repeat(50).getBytes(StandardCharsets.US_ASCII);
        ContentId id = put(canary);
        String sql =
                """
                select count(*)
                  from content join content_chunk on content = id
                 where id = ? and (position(?::bytea in octets) > 0 or position(?::bytea in data_key) > 0)\
                """;
        try (Connection connection = database.connection(DatabaseRole.MANAGER);
                var statement = connection.prepareStatement(sql)) {
            statement.setObject(1, id.uuid());
            statement.setBytes(2, "canary".getBytes(StandardCharsets.US_ASCII));
            statement.setBytes(3, "canary".getBytes(StandardCharsets.US_ASCII));
            try (var rows = statement.executeQuery()) {
                rows.next();
                assertThat(rows.getInt(1)).isZero();
            }
        }
        Path key = data.keys().resolve("master.key");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        Files.delete(key);
        contents = new ContentStore(Stock.STANDARD, MasterKeys.open(data), InstantSource.system());
        assertDamaged(id, "its key cannot be unwrapped");
    }

    @Test
    void aRotatedKeyStillReadsWhatIsOlder() throws SQLException, IOException {
        ContentId old = put(noise(100));
        contents =
                new ContentStore(Stock.STANDARD, MasterKeys.rotate(data), InstantSource.system());
        ContentId fresh = put(noise(100));
        assertThat(read(old)).isEqualTo(noise(100));
        assertThat(read(fresh)).isEqualTo(noise(100));
        assertThat(Files.readAllLines(data.keys().resolve("master.key"))).hasSize(2);
        contents = new ContentStore(Stock.STANDARD, MasterKeys.open(data), InstantSource.system());
        assertThat(read(fresh)).isEqualTo(noise(100));
    }

    @Test
    void aBrokenMasterKeyFileIsNamedWithItsLine() throws IOException {
        Files.writeString(data.keys().resolve("master.key"), "k1 short\n");
        assertThatIOException()
                .isThrownBy(() -> MasterKeys.open(data))
                .withMessageContaining("master.key:1: not a master key");
    }

    @Test
    void aChangedChunkIsFoundAndNamed() throws SQLException {
        ContentId id = put(noise(700_000));
        asOwner(
                "update content_chunk set octets = set_byte(octets, 17, get_byte(octets, 17) # 1)"
                        + " where content = ? and number = 1",
                id);
        assertDamaged(id, "chunk 1 is not as it was stored");
    }

    @Test
    void aMissingChunkIsFoundAndNamed() throws SQLException {
        ContentId middle = put(noise(700_000));
        asOwner("delete from content_chunk where content = ? and number = 1", middle);
        assertDamaged(middle, "chunk 1 is missing");

        ContentId end = put(noise(700_000));
        asOwner("delete from content_chunk where content = ? and number = 2", end);
        assertDamaged(end, "chunk 1 is not as it was stored");

        ContentId all = put(noise(10));
        asOwner("delete from content_chunk where content = ?", all);
        assertDamaged(all, "not the octets that were stored");
    }

    @Test
    void chunksCannotBeSwapped() throws SQLException {
        ContentId id = put(noise(700_000));
        asOwner(
                "update content_chunk set number = case number when 0 then 10 else 11 end"
                        + " where content = ? and number in (0, 1)",
                id);
        asOwner(
                "update content_chunk set number = 11 - number where content = ? and number > 2",
                id);
        assertDamaged(id, "chunk 0 is not as it was stored");
    }

    private ContentId put(byte[] octets) throws SQLException {
        ByteBuffer buffer = ByteBuffer.wrap(octets).asReadOnlyBuffer();
        var batch = new Batch();
        ContentId id = contents.put(batch, buffer);
        database.transaction(
                DatabaseRole.MAIL,
                it -> {
                    batch.write(it);
                    return true;
                });
        assertThat(buffer.remaining()).isEqualTo(octets.length);
        return id;
    }

    private boolean delete(ContentId id) throws SQLException {
        return database.transaction(DatabaseRole.MANAGER, it -> contents.delete(it, id));
    }

    private byte[] read(ContentId id) throws SQLException {
        var to = new ByteArrayOutputStream();
        return database.transaction(
                DatabaseRole.MANAGER,
                it ->
                        unchecked(() -> {
                            contents.read(it, id, to);
                            return to.toByteArray();
                        }));
    }

    private void assertDamaged(ContentId id, String what) {
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> read(id))
                .withCauseInstanceOf(Contents.Damaged.class)
                .withMessageContaining(id.toString())
                .withMessageContaining(what);
    }

    private static void asOwner(String sql, ContentId id) throws SQLException {
        try (Connection owner = TestDatabase.owner();
                var statement = owner.prepareStatement(sql)) {
            statement.setObject(1, id.uuid());
            assertThat(statement.executeUpdate()).isPositive();
        }
    }

    private interface Reading<T> {
        T run() throws SQLException, IOException;
    }

    private static <T> T unchecked(Reading<T> reading) throws SQLException {
        try {
            return reading.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] noise(int size) {
        byte[] octets = new byte[size];
        new Random(7).nextBytes(octets);
        return octets;
    }
}
