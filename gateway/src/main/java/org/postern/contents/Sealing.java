package org.postern.contents;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/// Encrypts the chunks of one item (AES-256-GCM). The nonce is the chunk's number, which is safe because a data key
/// seals one item once; id, number and whether it is the last are bound, so that chunks can be neither swapped between
/// items nor put in another order nor left out at the end.
final class Sealing {
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;

    private final SecretKey key;
    private final ContentId id;

    Sealing(SecretKey key, ContentId id) {
        this.key = key;
        this.id = id;
    }

    byte[] seal(byte[] octets, int length, int number, boolean last)
            throws GeneralSecurityException {
        return cipher(Cipher.ENCRYPT_MODE, number, last).doFinal(octets, 0, length);
    }

    byte[] open(byte[] sealed, int number, boolean last) throws GeneralSecurityException {
        return cipher(Cipher.DECRYPT_MODE, number, last).doFinal(sealed);
    }

    private Cipher cipher(int mode, int number, boolean last) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        byte[] nonce = ByteBuffer.allocate(NONCE).putInt(NONCE - 4, number).array();
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(
                ByteBuffer.allocate(21)
                        .putLong(id.uuid().getMostSignificantBits())
                        .putLong(id.uuid().getLeastSignificantBits())
                        .putInt(number)
                        .put((byte) (last ? 1 : 0))
                        .flip());
        return cipher;
    }
}
